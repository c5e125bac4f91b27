package domain

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

var recordTypes = []string{"A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA"}

// Record is linode_domain_record.
func Record() *schema.Resource {
	return &schema.Resource{
		Schema: map[string]*schema.Schema{
			"domain_id":   {Type: schema.TypeInt, Required: true, ForceNew: true},
			"name":        {Type: schema.TypeString, Optional: true, Computed: true, ValidateFunc: validation.StringLenBetween(0, 100)},
			"record_type": {Type: schema.TypeString, Required: true, ForceNew: true, ValidateFunc: validation.StringInSlice(recordTypes, false)},
			"ttl_sec":     seconds(),
			"target":      {Type: schema.TypeString, Required: true, DiffSuppressFunc: sameTarget},
			"priority":    {Type: schema.TypeInt, Optional: true, ValidateFunc: validation.IntBetween(0, 255)},
			"protocol":    {Type: schema.TypeString, Optional: true},
			"service":     {Type: schema.TypeString, Optional: true},
			"tag":         {Type: schema.TypeString, Optional: true},
			"port":        {Type: schema.TypeInt, Optional: true},
			"weight":      {Type: schema.TypeInt, Optional: true},
		},
		CreateContext: createRecord,
		ReadContext:   readRecord,
		UpdateContext: updateRecord,
		DeleteContext: deleteRecord,
		Importer:      &schema.ResourceImporter{StateContext: importRecord},
	}
}

// sameTarget: one address can be written in several ways, and a name with or without its last dot.
func sameTarget(_, kept, declared string, _ *schema.ResourceData) bool {
	one, err := netip.ParseAddr(kept)
	other, otherErr := netip.ParseAddr(declared)
	if err == nil && otherErr == nil {
		return one == other
	}
	return strings.TrimSuffix(kept, ".") == strings.TrimSuffix(declared, ".")
}

// importRecord reads "domain,record".
func importRecord(_ context.Context, d *schema.ResourceData, _ any) ([]*schema.ResourceData, error) {
	domain, record, _ := strings.Cut(d.Id(), ",")
	number, err := strconv.Atoi(domain)
	if err != nil || record == "" {
		return nil, fmt.Errorf("expected domain_id,id and not %q", d.Id())
	}
	d.SetId(record)
	return []*schema.ResourceData{d}, d.Set("domain_id", number)
}

func recordOptions(d *schema.ResourceData) linodego.DomainRecordCreateOptions {
	return linodego.DomainRecordCreateOptions{
		Type:     linodego.DomainRecordType(d.Get("record_type").(string)),
		Name:     d.Get("name").(string),
		Target:   d.Get("target").(string),
		TTLSec:   d.Get("ttl_sec").(int),
		Priority: declared[int](d, "priority"),
		Weight:   declared[int](d, "weight"),
		Port:     declared[int](d, "port"),
		Service:  declared[string](d, "service"),
		Protocol: declared[string](d, "protocol"),
		Tag:      declared[string](d, "tag"),
	}
}

// declared is nil for what the configuration leaves out: a priority of 0 is not the same as none.
func declared[T any](d *schema.ResourceData, name string) *T {
	if config := d.GetRawConfig(); config.IsNull() || config.GetAttr(name).IsNull() {
		return nil
	}
	value := d.Get(name).(T)
	return &value
}

func createRecord(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	record, err := meta.(*session.Session).Client.CreateDomainRecord(ctx, d.Get("domain_id").(int), recordOptions(d))
	if err != nil {
		return diag.Errorf("failed to create the domain record: %s", err)
	}
	d.SetId(strconv.Itoa(record.ID))
	return readRecord(ctx, d, meta)
}

func readRecord(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain record", d.Id())
	}
	record, err := meta.(*session.Session).Client.GetDomainRecord(ctx, d.Get("domain_id").(int), id)
	if linodego.IsNotFound(err) {
		d.SetId("")
		return nil
	}
	if err != nil {
		return diag.Errorf("failed to get domain record %d: %s", id, err)
	}
	return set(d, map[string]any{
		"name":        record.Name,
		"record_type": string(record.Type),
		"ttl_sec":     record.TTLSec,
		"target":      record.Target,
		"priority":    record.Priority,
		"weight":      record.Weight,
		"port":        record.Port,
		"service":     record.Service,
		"protocol":    record.Protocol,
		"tag":         record.Tag,
	})
}

func updateRecord(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain record", d.Id())
	}
	options := linodego.DomainRecordUpdateOptions(recordOptions(d))
	if _, err := meta.(*session.Session).Client.UpdateDomainRecord(ctx, d.Get("domain_id").(int), id, options); err != nil {
		return diag.Errorf("failed to update domain record %d: %s", id, err)
	}
	return readRecord(ctx, d, meta)
}

func deleteRecord(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain record", d.Id())
	}
	err = meta.(*session.Session).Client.DeleteDomainRecord(ctx, d.Get("domain_id").(int), id)
	if err != nil && !linodego.IsNotFound(err) {
		return diag.Errorf("failed to delete domain record %d: %s", id, err)
	}
	return nil
}
