{{/* What selects the pods; it never changes for a release. */}}
{{- define "selector" -}}
app.kubernetes.io/name: sample-service
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "labels" -}}
{{ include "selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
environment: {{ .Values.environment }}
argo_app: platform-{{ .Values.environment }}-sample-service
{{- end }}

{{- define "host" -}}
{{ .Values.ingress.host | default (printf "sample-service.%s" .Values.domain) }}
{{- end }}

{{- define "image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
{{- end }}
