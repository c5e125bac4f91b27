package io.groundwork.notices;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.Flash;
import io.groundwork.web.NotThereException;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What one was told.
 */
@Hidden
@Controller
@RequestMapping("/notices")
class NoticesPage {

	private static final int ROWS = 30;

	private final NoticeRows rows;

	NoticesPage(NoticeRows rows) {
		this.rows = rows;
	}

	@GetMapping
	String list(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String show,
			@RequestParam(required = false) @Nullable String after, Model model) {
		boolean unread = show.equals("unread");
		model.addAttribute("only", unread);
		model.addAttribute("unread", this.rows.unread(who.person()));
		model.addAttribute("page", this.rows.page(who.person(), unread, after, ROWS));
		return "notices/list";
	}

	@PostMapping("/read")
	String readAll(@AuthenticationPrincipal SignedIn who, RedirectAttributes redirect) {
		int read = this.rows.markAllRead(who.person(), null);
		redirect.addFlashAttribute("flash", Flash.done((read == 0) ? "There was nothing unread."
				: "Marked %d %s as read.".formatted(read, (read == 1) ? "notice" : "notices")));
		return "redirect:/notices";
	}

	@PostMapping("/{id}/read")
	String read(@AuthenticationPrincipal SignedIn who, @PathVariable long id) {
		if (!this.rows.markRead(who.person(), id)) {
			throw new NotThereException("There is no such notice");
		}
		return "redirect:/notices";
	}

}
