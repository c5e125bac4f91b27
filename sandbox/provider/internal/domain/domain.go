// Package domain is domains and their records.
package domain

import (
	"context"
	"strconv"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// Domain is linode_domain.
func Domain() *schema.Resource {
	texts := func() *schema.Schema { return &schema.Schema{Type: schema.TypeString} }
	return &schema.Resource{
		Schema: map[string]*schema.Schema{
			"domain":      {Type: schema.TypeString, Required: true},
			"type":        {Type: schema.TypeString, Required: true, ForceNew: true, ValidateFunc: validation.StringInSlice([]string{"master", "slave"}, false)},
			"group":       {Type: schema.TypeString, Optional: true, ValidateFunc: validation.StringLenBetween(0, 50)},
			"status":      {Type: schema.TypeString, Optional: true, Computed: true},
			"description": {Type: schema.TypeString, Optional: true, ValidateFunc: validation.StringLenBetween(0, 253)},
			"master_ips":  {Type: schema.TypeSet, Optional: true, Elem: texts()},
			"axfr_ips":    {Type: schema.TypeSet, Optional: true, Elem: texts()},
			"ttl_sec":     seconds(),
			"retry_sec":   seconds(),
			"expire_sec":  seconds(),
			"refresh_sec": seconds(),
			"soa_email":   {Type: schema.TypeString, Optional: true},
			"tags":        {Type: schema.TypeSet, Optional: true, Computed: true, Elem: texts()},
		},
		CreateContext: createDomain,
		ReadContext:   readDomain,
		UpdateContext: updateDomain,
		DeleteContext: deleteDomain,
		Importer:      &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext},
	}
}

func createDomain(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	domain, err := meta.(*session.Session).Client.CreateDomain(ctx, linodego.DomainCreateOptions(domainOptions(d)))
	if err != nil {
		return diag.Errorf("failed to create the domain: %s", err)
	}
	d.SetId(strconv.Itoa(domain.ID))
	return readDomain(ctx, d, meta)
}

func domainOptions(d *schema.ResourceData) linodego.DomainUpdateOptions {
	return linodego.DomainUpdateOptions{
		Domain:      d.Get("domain").(string),
		Type:        linodego.DomainType(d.Get("type").(string)),
		Group:       d.Get("group").(string),
		Status:      linodego.DomainStatus(d.Get("status").(string)),
		Description: d.Get("description").(string),
		SOAEmail:    d.Get("soa_email").(string),
		RetrySec:    d.Get("retry_sec").(int),
		ExpireSec:   d.Get("expire_sec").(int),
		RefreshSec:  d.Get("refresh_sec").(int),
		TTLSec:      d.Get("ttl_sec").(int),
		MasterIPs:   texts(d, "master_ips"),
		AXfrIPs:     texts(d, "axfr_ips"),
		Tags:        texts(d, "tags"),
	}
}

func texts(d *schema.ResourceData, name string) []string {
	set := d.Get(name).(*schema.Set).List()
	values := make([]string, len(set))
	for i, value := range set {
		values[i] = value.(string)
	}
	return values
}

func readDomain(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain", d.Id())
	}
	domain, err := meta.(*session.Session).Client.GetDomain(ctx, id)
	if linodego.IsNotFound(err) {
		d.SetId("")
		return nil
	}
	if err != nil {
		return diag.Errorf("failed to get domain %d: %s", id, err)
	}
	return set(d, map[string]any{
		"domain":      domain.Domain,
		"type":        string(domain.Type),
		"group":       domain.Group,
		"status":      string(domain.Status),
		"description": domain.Description,
		"master_ips":  domain.MasterIPs,
		"axfr_ips":    domain.AXfrIPs,
		"ttl_sec":     domain.TTLSec,
		"retry_sec":   domain.RetrySec,
		"expire_sec":  domain.ExpireSec,
		"refresh_sec": domain.RefreshSec,
		"soa_email":   domain.SOAEmail,
		"tags":        domain.Tags,
	})
}

func set(d *schema.ResourceData, values map[string]any) diag.Diagnostics {
	for name, value := range values {
		if err := d.Set(name, value); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

func updateDomain(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain", d.Id())
	}
	if _, err := meta.(*session.Session).Client.UpdateDomain(ctx, id, domainOptions(d)); err != nil {
		return diag.Errorf("failed to update domain %d: %s", id, err)
	}
	return readDomain(ctx, d, meta)
}

func deleteDomain(ctx context.Context, d *schema.ResourceData, meta any) diag.Diagnostics {
	id, err := strconv.Atoi(d.Id())
	if err != nil {
		return diag.Errorf("%q is not the ID of a domain", d.Id())
	}
	if err := meta.(*session.Session).Client.DeleteDomain(ctx, id); err != nil && !linodego.IsNotFound(err) {
		return diag.Errorf("failed to delete domain %d: %s", id, err)
	}
	return nil
}
