// Package kubelets plays the kubelets of all nodes with kwok: nodes get Ready and stay so, pods
// run and end, without a container anywhere. What happens when is in the stages beside this file.
package kubelets

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/utils/clock"
	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/client/clientset/versioned"
	"sigs.k8s.io/kwok/pkg/config"
	"sigs.k8s.io/kwok/pkg/kwok/controllers"
	"sigs.k8s.io/kwok/pkg/log"
	"sigs.k8s.io/kwok/pkg/utils/client"
)

//go:embed stages/*.yaml
var stages embed.FS

// Run plays until the context ends. The API server must be reachable at the start; later it may
// come and go, as it may for real kubelets.
func Run(ctx context.Context, kubeconfig string, logs io.Writer) error {
	ctx = log.NewContext(ctx, log.NewLogger(logs, log.LevelWarn))
	clients, err := client.NewClientset("", kubeconfig)
	if err != nil {
		return err
	}
	rules, err := read()
	if err != nil {
		return err
	}
	settings := controllers.Config{
		Clock:                         clock.RealClock{},
		ManageAllNodes:                true,
		CIDR:                          "10.2.0.1/16",
		NodeIP:                        "192.168.128.1",
		LocalStages:                   rules,
		ImpersonatingDynamicClient:    clients.ToImpersonatingDynamicClient(),
		ImpersonatingTypedClient:      clients.ToImpersonatingTypedClient(),
		PodPlayStageParallelism:       4,
		NodePlayStageParallelism:      4,
		PodsOnNodeSyncParallelism:     2,
		NodeLeaseParallelism:          2,
		NodeLeaseDurationSeconds:      40,
		ID:                            "kubelets",
		EnablePodsOnNodeSyncListPager: true,
	}
	if err := connect(clients, &settings); err != nil {
		return err
	}
	controller, err := controllers.NewController(settings)
	if err != nil {
		return err
	}
	if err := controller.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func connect(clients client.Clientset, settings *controllers.Config) error {
	access, err := clients.ToRESTConfig()
	if err != nil {
		return err
	}
	if settings.DynamicClient, err = clients.ToDynamicClient(); err != nil {
		return err
	}
	if settings.RESTMapper, err = clients.ToRESTMapper(); err != nil {
		return err
	}
	if settings.RESTClient, err = rest.RESTClientFor(access); err != nil {
		return err
	}
	if settings.TypedClient, err = kubernetes.NewForConfig(access); err != nil {
		return err
	}
	settings.TypedKwokClient, err = versioned.NewForConfig(access)
	return err
}

func read() (map[internalversion.StageResourceRef][]*internalversion.Stage, error) {
	files, err := fs.Glob(stages, "stages/*.yaml")
	if err != nil {
		return nil, err
	}
	rules := map[internalversion.StageResourceRef][]*internalversion.Stage{}
	for _, file := range files {
		text, err := stages.ReadFile(file)
		if err != nil {
			return nil, err
		}
		stage, err := config.UnmarshalWithType[*internalversion.Stage](text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		rules[stage.Spec.ResourceRef] = append(rules[stage.Spec.ResourceRef], stage)
	}
	return rules, nil
}
