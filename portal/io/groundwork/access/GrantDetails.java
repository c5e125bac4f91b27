package io.groundwork.access;

import java.util.List;

import io.groundwork.access.BreakGlassRows.Used;
import io.groundwork.approvals.Approvals;
import io.groundwork.approvals.Electorate;
import io.groundwork.approvals.Standing;
import io.groundwork.approvals.Subject;
import io.groundwork.approvals.Way;
import io.groundwork.identity.Role;
import io.groundwork.identity.SignedIn;
import io.groundwork.web.Choice;

import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/**
 * All that a grant's page shows of it, and what whoever looks may do now.
 */
@Component
class GrantDetails {

	private static final List<Choice> VERDICTS = List.of(
			new Choice("yes", "It was right", "There was no other way, or none as quick.", true),
			new Choice("no", "It was not right", "There was time to ask, or more was done than was needed.", true));

	private final Grants grants;

	private final GrantRows rows;

	private final GrantViews views;

	private final Approvals approvals;

	private final Electorate electorate;

	private final BreakGlass breakGlass;

	private final BreakGlassRows used;

	private final GrantPapers papers;

	private final Plugin plugin;

	GrantDetails(Grants grants, GrantRows rows, GrantViews views, Approvals approvals, Electorate electorate,
			BreakGlass breakGlass, BreakGlassRows used, GrantPapers papers, Plugin plugin) {
		this.grants = grants;
		this.rows = rows;
		this.views = views;
		this.approvals = approvals;
		this.electorate = electorate;
		this.breakGlass = breakGlass;
		this.used = used;
		this.papers = papers;
		this.plugin = plugin;
	}

	void show(SignedIn who, Grant grant, Model model) {
		boolean own = grant.holderId() == who.person();
		boolean active = grant.status() == GrantStatus.ACTIVE && !grant.over(this.grants.now());
		model.addAttribute("grant", this.views.of(grant));
		model.addAttribute("status", grant.status());
		model.addAttribute("kind", grant.environmentKind());
		model.addAttribute("team", grant.team());
		model.addAttribute("namespace", grant.namespace());
		model.addAttribute("mayTake", own && active);
		model.addAttribute("mayExtend", own && active && grant.moreMinutes() == null && grant.role().extensible());
		model.addAttribute("mayRelease", own && grant.status().endable());
		model.addAttribute("mayRevoke",
				!own && grant.status().endable() && grant.status() != GrantStatus.PENDING && Grants.mayRevoke(who));
		model.addAttribute("mayRollBack",
				(who.is(Role.ENGINEER) && who.teams().contains(grant.team())) || who.is(Role.PLATFORM));
		model.addAttribute("short", active && this.grants.left(grant).compareTo(GrantWish.SHORTEST) < 0);
		model.addAttribute("commands", Kubeconfigs.commands(grant));
		Standing standing = this.approvals.standing(Subject.Kind.GRANT, grant.number()).orElse(null);
		List<Way> ways = (standing != null && standing.open())
				? this.electorate.ways(List.of(standing), who).getOrDefault(grant.number(), List.of()) : List.of();
		model.addAttribute("standing", standing);
		model.addAttribute("ways", ways);
		model.addAttribute("couldAct", (standing != null) ? this.electorate.couldAct(standing) : List.of());
		model.addAttribute("difference", (standing != null && standing.open())
				? Difference.of(grant, this.rows.openOf(grant.holderId())) : null);
		Used broken = this.used.of(grant.number()).orElse(null);
		model.addAttribute("broken", broken);
		model.addAttribute("mayReview",
				broken != null && grant.status().over() && this.breakGlass.mayReview(who, broken));
		model.addAttribute("verdicts", VERDICTS);
		model.addAttribute("install", (own && active && grant.role() != GrantRole.BREAK_GLASS && grant.robot() == null)
				? this.plugin.install("%s --role %s".formatted(grant.environment(), grant.role().word())).orElse(null)
				: null);
		this.papers.show(who, grant, model);
	}

}
