package lke

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/retry"
	"github.com/linode/linodego"

	"groundwork.io/sandbox/provider/internal/session"
)

// waitForReadyNode looks for one ready node inside the cluster. Finding none in time is no error, in the real provider
// neither: whoever needs nodes must look for them.
func waitForReadyNode(ctx context.Context, s *session.Session, cluster *linodego.LKECluster) error {
	patience := 25 * time.Second
	if cluster.Tier == enterprise {
		patience = 2 * time.Minute
		if err := waitForKubeconfig(ctx, s, cluster.ID); err != nil {
			return err
		}
	}
	_ = retry.RetryContext(ctx, patience, func() *retry.RetryError {
		options := linodego.LKEClusterPollOptions{TimeoutSeconds: 15 * 60}
		if err := s.Client.WaitForLKEClusterConditions(ctx, cluster.ID, options, hasReadyNode); err != nil {
			return retry.RetryableError(err)
		}
		return nil
	})
	return nil
}

// waitForKubeconfig: an enterprise control plane takes minutes to have one.
func waitForKubeconfig(ctx context.Context, s *session.Session, cluster int) error {
	return poll(ctx, s.EventPoll, func() (bool, error) {
		_, err := s.Client.GetLKEClusterKubeconfig(ctx, cluster)
		if linodego.IsNotFound(err) || linodego.ErrHasStatus(err, 503) {
			return false, nil
		}
		return err == nil, err
	})
}

// waitForPool has no limit of its own: only the context ends it.
func waitForPool(ctx context.Context, client *linodego.Client, every time.Duration, cluster, id int) (pool *linodego.LKENodePool, err error) {
	err = poll(ctx, every, func() (bool, error) {
		if pool, err = client.GetLKENodePool(ctx, cluster, id); err != nil {
			return false, fmt.Errorf("failed to get pool %d of LKE cluster %d: %w", id, cluster, err)
		}
		for _, node := range pool.Linodes {
			if node.Status == linodego.LKELinodeNotReady {
				return false, nil
			}
		}
		return true, nil
	})
	return pool, err
}

// waitForDeletedNodes looks for a deletion event of every node. One that never got an instance has none, so that
// waiting for it ends by the time limit only.
func waitForDeletedNodes(ctx context.Context, s *session.Session, pools []linodego.LKENodePool) error {
	missing := map[int]bool{}
	for _, pool := range pools {
		for _, node := range pool.Linodes {
			missing[node.InstanceID] = true
		}
	}
	filter := linodego.Filter{OrderBy: "created", Order: linodego.Descending}
	filter.AddField(linodego.Eq, "entity.type", linodego.EntityLinode)
	filter.AddField(linodego.Eq, "action", linodego.ActionLinodeDelete)
	header, err := filter.MarshalJSON()
	if err != nil {
		return err
	}
	latest := linodego.NewListOptions(1, string(header))
	return poll(ctx, s.EventPoll, func() (bool, error) {
		events, err := s.Client.ListEvents(ctx, latest)
		if err != nil {
			return false, fmt.Errorf("failed to list events: %w", err)
		}
		for _, event := range events {
			if event.Entity == nil {
				continue
			}
			// An entity's ID may be text too, for which JSON has no one Go type.
			if id, ok := event.Entity.ID.(float64); ok {
				delete(missing, int(id))
			}
		}
		return len(missing) == 0, nil
	})
}

// recycle replaces every node, which is how a new version reaches them.
func recycle(ctx context.Context, s *session.Session, cluster int, pools []linodego.LKENodePool) error {
	if err := s.Client.RecycleLKEClusterNodes(ctx, cluster); err != nil {
		return err
	}
	if err := waitForDeletedNodes(ctx, s, pools); err != nil {
		return err
	}
	for _, pool := range pools {
		if _, err := waitForPool(ctx, s.Client, s.EventPoll, cluster, pool.ID); err != nil {
			return err
		}
	}
	return nil
}

// poll asks only after the first pause: what was just ordered is never done at once.
func poll(ctx context.Context, every time.Duration, done func() (bool, error)) error {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			if finished, err := done(); finished || err != nil {
				return err
			}
		}
	}
}
