package io.groundwork.notices;

import java.time.Instant;
import java.util.List;

import io.groundwork.identity.SignedIn;
import io.groundwork.web.NotThereException;
import io.groundwork.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What one was told, for scripts.
 */
@RestController
@RequestMapping("/api/v1/notices")
@Tag(name = "Notices")
class NoticesApi {

	private final NoticeRows rows;

	NoticesApi(NoticeRows rows) {
		this.rows = rows;
	}

	@GetMapping
	@Operation(summary = "What you were told, newest first")
	Page<Shown> list(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "false") boolean unread,
			@RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "50") int limit) {
		Page<Notice> page = this.rows.page(who.person(), unread, after, Page.size(limit));
		return new Page<>(page.items().stream().map(Shown::of).toList(), page.next());
	}

	@PostMapping("/read")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	@Transactional
	@Operation(summary = "Mark notices as read: those of the ids, or all if there are none")
	void read(@AuthenticationPrincipal SignedIn who, @RequestBody Those those) {
		List<Long> ids = those.ids();
		if (ids == null) {
			this.rows.markAllRead(who.person(), null);
			return;
		}
		for (long id : ids) {
			if (!this.rows.markRead(who.person(), id)) {
				throw new NotThereException("There is no notice %d of yours".formatted(id));
			}
		}
	}

	/**
	 * Which ones.
	 *
	 * @param ids their ids; all if it is left out
	 */
	@Schema(name = "NoticesRead")
	record Those(@Nullable List<Long> ids) {

	}

	/**
	 * Something that you were told.
	 *
	 * @param concern why: mine, decide or summary
	 * @param title what happened
	 * @param text what else matters
	 * @param link where to go, within the portal
	 * @param at when
	 * @param unread whether you have not read it
	 */
	@Schema(name = "Notice")
	record Shown(long id, String concern, String title, String text, String link, Instant at, boolean unread) {

		static Shown of(Notice notice) {
			return new Shown(notice.id(), notice.concern().word(), notice.title(), notice.text(), notice.link(),
					notice.at(), notice.unread());
		}

	}

}
