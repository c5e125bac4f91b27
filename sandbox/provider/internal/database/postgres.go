package database

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/base"
	"groundwork.io/sandbox/provider/internal/convert"
)

type postgres struct{ base.Resource }

// NewPostgres is linode_database_postgresql_v2.
func NewPostgres() resource.Resource {
	return &postgres{base.Resource{Name: "linode_database_postgresql_v2", Shape: postgresSchema()}}
}

// attributeReader is a plan or a state.
type attributeReader interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}

func identity(ctx context.Context, from attributeReader, diags *diag.Diagnostics) int {
	var id types.String
	diags.Append(from.GetAttribute(ctx, path.Root("id"), &id)...)
	if diags.HasError() {
		return 0
	}
	return convert.ID(id, diags)
}

func limits(ctx context.Context, from attributeReader, diags *diag.Diagnostics) (limits timeouts.Value) {
	diags.Append(from.GetAttribute(ctx, path.Root("timeouts"), &limits)...)
	return limits
}

func (p *postgres) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	want := readWanted(ctx, req.Plan, &resp.Diagnostics)
	limit, diags := limits(ctx, req.Plan, &resp.Diagnostics).Create(ctx, time.Hour)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	poller, err := p.Session.Client.NewEventPollerWithoutEntity(linodego.EntityDatabase, linodego.ActionDatabaseCreate)
	if err != nil {
		resp.Diagnostics.AddError("Failed to watch for the database's events", err.Error())
		return
	}
	db, err := p.Session.Client.CreatePostgresDatabase(ctx, want.createOptions())
	if err != nil {
		resp.Diagnostics.AddError("Failed to create the PostgreSQL database", err.Error())
		return
	}
	// Before the wait, so that a database that never gets ready is in the state and can be removed.
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), convert.IDText(db.ID))...)
	poller.EntityID = db.ID
	if err := p.finish(ctx, poller, db.ID, limit); err != nil {
		resp.Diagnostics.AddError("The PostgreSQL database is not ready after it was created", err.Error())
		return
	}
	if err := p.settleAfterCreation(ctx, db.ID, want, limit); err != nil {
		resp.Diagnostics.AddError("Failed to set up the PostgreSQL database", err.Error())
		return
	}
	p.store(ctx, db.ID, req.Plan.Raw, true, &resp.State, &resp.Diagnostics)
}

// settleAfterCreation does what a creation has no fields for.
func (p *postgres) settleAfterCreation(ctx context.Context, id int, want wanted, limit time.Duration) error {
	if want.updates != nil {
		if _, err := p.Session.Client.UpdatePostgresDatabase(ctx, id, linodego.PostgresUpdateOptions{Updates: want.updates}); err != nil {
			return err
		}
		if err := p.waitFor(ctx, id, linodego.DatabaseStatusActive, limit); err != nil {
			return err
		}
	}
	if want.suspended {
		return p.suspend(ctx, id, limit)
	}
	return nil
}

// finish waits for the event, then for the status: the one is there before the other.
func (p *postgres) finish(ctx context.Context, poller *linodego.EventPoller, id int, limit time.Duration) error {
	if _, err := poller.WaitForFinished(ctx, int(limit.Seconds())); err != nil {
		return err
	}
	return p.waitFor(ctx, id, linodego.DatabaseStatusActive, limit)
}

func (p *postgres) waitFor(ctx context.Context, id int, status linodego.DatabaseStatus, limit time.Duration) error {
	return p.Session.Client.WaitForDatabaseStatus(ctx, id, linodego.DatabaseEngineTypePostgres, status, int(limit.Seconds()))
}

func (p *postgres) suspend(ctx context.Context, id int, limit time.Duration) error {
	if err := p.Session.Client.SuspendPostgresDatabase(ctx, id); err != nil {
		return err
	}
	return p.waitFor(ctx, id, linodego.DatabaseStatusSuspended, limit)
}

func (p *postgres) resume(ctx context.Context, id int, limit time.Duration) error {
	if err := p.Session.Client.ResumePostgresDatabase(ctx, id); err != nil {
		return err
	}
	return p.waitFor(ctx, id, linodego.DatabaseStatusActive, limit)
}

// store writes the database into the state, over what was there. After an apply it fills in only what the plan left open.
func (p *postgres) store(ctx context.Context, id int, over tftypes.Value, afterPlan bool, state *tfsdk.State, diags *diag.Diagnostics) {
	db, err := p.Session.Client.GetPostgresDatabase(ctx, id)
	if linodego.IsNotFound(err) {
		diags.AddWarning("The database no longer exists", fmt.Sprintf("PostgreSQL database %d was removed from the state.", id))
		state.RemoveResource(ctx)
		return
	}
	if err != nil {
		diags.AddError("Failed to get the PostgreSQL database", err.Error())
		return
	}
	values := found(db)
	if err := p.addSecrets(ctx, db, values); err != nil {
		diags.AddError("Failed to get the PostgreSQL database's secrets", err.Error())
		return
	}
	merged, err := merge(ctx, over, values, afterPlan)
	if err != nil {
		diags.AddError("The PostgreSQL database does not fit into the state", err.Error())
		return
	}
	state.Raw = merged
}

func (p *postgres) addSecrets(ctx context.Context, db *linodego.PostgresDatabase, values map[string]attr.Value) error {
	for _, name := range []string{"ca_cert", "root_username", "root_password"} {
		values[name] = types.StringNull()
	}
	if db.Status == linodego.DatabaseStatusSuspended || db.Status == linodego.DatabaseStatusSuspending {
		return nil
	}
	ssl, err := p.Session.Client.GetPostgresDatabaseSSL(ctx, db.ID)
	if err != nil {
		return err
	}
	credentials, err := p.Session.Client.GetPostgresDatabaseCredentials(ctx, db.ID)
	if err != nil {
		return err
	}
	values["ca_cert"] = types.StringValue(string(ssl.CACertificate))
	values["root_username"] = types.StringValue(credentials.Username)
	values["root_password"] = types.StringValue(credentials.Password)
	return nil
}

func merge(ctx context.Context, over tftypes.Value, values map[string]attr.Value, onlyUnknown bool) (tftypes.Value, error) {
	var attributes map[string]tftypes.Value
	if err := over.As(&attributes); err != nil {
		return over, err
	}
	for name, value := range values {
		current, there := attributes[name]
		if !there {
			return over, errors.New("no attribute " + name)
		}
		if onlyUnknown && current.IsFullyKnown() {
			continue
		}
		raw, err := value.ToTerraformValue(ctx)
		if err != nil {
			return over, err
		}
		attributes[name] = raw
	}
	return tftypes.NewValue(over.Type(), attributes), nil
}

func (p *postgres) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	id := identity(ctx, req.State, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p.store(ctx, id, req.State.Raw, false, &resp.State, &resp.Diagnostics)
}

func (p *postgres) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	id := identity(ctx, req.State, &resp.Diagnostics)
	want := readWanted(ctx, req.Plan, &resp.Diagnostics)
	known := readWanted(ctx, tfsdk.Plan{Raw: req.State.Raw, Schema: req.State.Schema}, &resp.Diagnostics)
	limit, diags := limits(ctx, req.Plan, &resp.Diagnostics).Update(ctx, time.Hour)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := p.change(ctx, id, want, known, limit); err != nil {
		resp.Diagnostics.AddError("Failed to update the PostgreSQL database", err.Error())
		return
	}
	p.store(ctx, id, req.Plan.Raw, true, &resp.State, &resp.Diagnostics)
}

// change wakes a suspended database first, since nothing else can be changed on one.
func (p *postgres) change(ctx context.Context, id int, want, known wanted, limit time.Duration) error {
	if known.suspended && !want.suspended {
		if err := p.resume(ctx, id, limit); err != nil {
			return err
		}
	}
	if options, changed, resized := want.changedFrom(known); changed {
		action := linodego.ActionDatabaseUpdate
		if resized {
			action = linodego.ActionDatabaseResize
		}
		poller, err := p.Session.Client.NewEventPoller(ctx, id, linodego.EntityDatabase, action)
		if err != nil {
			return err
		}
		if _, err := p.Session.Client.UpdatePostgresDatabase(ctx, id, options); err != nil {
			return err
		}
		if err := p.finish(ctx, poller, id, limit); err != nil {
			return err
		}
	}
	if want.suspended && !known.suspended {
		return p.suspend(ctx, id, limit)
	}
	return nil
}

func (p *postgres) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	id := identity(ctx, req.State, &resp.Diagnostics)
	limit, diags := limits(ctx, req.State, &resp.Diagnostics).Delete(ctx, 5*time.Minute)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := p.Session.Client.DeletePostgresDatabase(ctx, id); err != nil && !linodego.IsNotFound(err) {
		resp.Diagnostics.AddError("Failed to delete the PostgreSQL database", err.Error())
	}
}
