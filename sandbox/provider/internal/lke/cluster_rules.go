package lke

import (
	"context"
	"fmt"

	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// The rules look at the configuration itself: in the plan, what was left out cannot be told from what was computed.

func requireCounts(_ context.Context, diff *schema.ResourceDiff, _ any) error {
	return eachPool(diff, func(i int, pool cty.Value) error {
		autoscaler := pool.GetAttr("autoscaler")
		scaled := !autoscaler.IsKnown() || !autoscaler.IsNull() && autoscaler.LengthInt() > 0
		if pool.GetAttr("count").IsNull() && !scaled {
			return fmt.Errorf("pool.%d: `count` must be defined when no autoscaler is defined", i)
		}
		return nil
	})
}

func requirePool(_ context.Context, diff *schema.ResourceDiff, _ any) error {
	config := diff.GetRawConfig()
	if config.IsNull() || !onStandard(config) {
		return nil
	}
	if pools := config.GetAttr("pool"); pools.IsKnown() && (pools.IsNull() || pools.LengthInt() == 0) {
		return fmt.Errorf("at least one pool is required for standard tier clusters")
	}
	return nil
}

func refuseStrategyOnStandard(_ context.Context, diff *schema.ResourceDiff, _ any) error {
	config := diff.GetRawConfig()
	if config.IsNull() || !onStandard(config) {
		return nil
	}
	return eachPool(diff, func(i int, pool cty.Value) error {
		if strategy := pool.GetAttr("update_strategy"); strategy.IsKnown() && !strategy.IsNull() {
			return fmt.Errorf("pool.%d: `update_strategy` can only be configured when tier is set to \"enterprise\"", i)
		}
		return nil
	})
}

// onStandard is false as well while the tier is not known yet.
func onStandard(config cty.Value) bool {
	tier := config.GetAttr("tier")
	return tier.IsKnown() && (tier.IsNull() || tier.AsString() != enterprise)
}

func eachPool(diff *schema.ResourceDiff, check func(int, cty.Value) error) error {
	config := diff.GetRawConfig()
	if config.IsNull() {
		return nil
	}
	pools := config.GetAttr("pool")
	if !pools.IsKnown() || pools.IsNull() {
		return nil
	}
	for i, pool := range pools.AsValueSlice() {
		if !pool.IsKnown() {
			continue
		}
		if err := check(i, pool); err != nil {
			return err
		}
	}
	return nil
}
