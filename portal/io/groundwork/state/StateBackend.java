package io.groundwork.state;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import io.groundwork.storage.BrokenSealException;
import io.groundwork.storage.NoSuchObjectException;
import io.groundwork.storage.StorageException;
import io.groundwork.web.Answers;
import io.groundwork.web.ConflictException;
import io.groundwork.web.ForbiddenException;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Terraform's HTTP backend.
 */
@Hidden
@RestController
@RequestMapping("/state/{environment}")
class StateBackend {

	private static final Logger log = LoggerFactory.getLogger(StateBackend.class);

	private static final int LARGEST_LOCK = 64 * 1024;

	private final States states;

	private final Deposits deposits;

	private final Locks locks;

	private final Answers answers;

	private final JsonMapper json;

	StateBackend(States states, Deposits deposits, Locks locks, Answers answers, JsonMapper json) {
		this.states = states;
		this.deposits = deposits;
		this.locks = locks;
		this.answers = answers;
		this.json = json;
	}

	@GetMapping
	void give(@AuthenticationPrincipal Claim claim, @PathVariable String environment, HttpServletResponse response)
			throws IOException {
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		own(claim, environment);
		if (claim.over() && claim.blank()) {
			// Before its very first write Terraform looks whether there is a state. A
			// refusal would keep it from depositing what it has, and this tells it
			// nothing.
			response.setStatus(HttpStatus.NO_CONTENT.value());
			return;
		}
		working(claim, environment);
		Optional<StateVersion> current = this.states.current(claim.environment());
		if (current.isEmpty()) {
			response.setStatus(HttpStatus.NO_CONTENT.value());
			return;
		}
		try (InputStream state = this.states.open(claim.environment(), current.get().serial())) {
			response.setContentType(MediaType.APPLICATION_JSON_VALUE);
			response.setContentLengthLong(current.get().size());
			state.transferTo(response.getOutputStream());
		}
	}

	@PostMapping
	ResponseEntity<?> take(@AuthenticationPrincipal Claim claim, @PathVariable String environment,
			@RequestParam(name = "ID", defaultValue = "") String lock,
			@RequestHeader(name = "Content-MD5", required = false) @Nullable String md5, HttpServletRequest request)
			throws IOException {
		own(claim, environment);
		Written written = this.deposits.write(claim, request.getInputStream(), md5(md5), lock);
		if (written instanceof Written.Dropped dropped) {
			throw new ConflictException(dropped.reason() + ", and the current one is as it was");
		}
		if (!(written instanceof Written.Refused refused)) {
			return ResponseEntity.ok().build();
		}
		StateLock holder = refused.holder();
		if (holder != null) {
			return locked(holder);
		}
		// Not one of those that Terraform tries again after: it stops, says that the
		// state
		// was not saved, and keeps it in its folder too.
		throw new ConflictException("%s. It is kept as diverged state %d, and the current one is as it was"
			.formatted(refused.state().reason(), refused.state().id()));
	}

	@PostMapping("/lock")
	ResponseEntity<?> lock(@AuthenticationPrincipal Claim claim, @PathVariable String environment,
			HttpServletRequest request) throws IOException {
		working(claim, environment);
		LockInfo wish = lockInfo(request);
		if (wish.id().isEmpty()) {
			throw new InvalidInputException("ID", "A lock has an ID.");
		}
		return answer(this.locks.take(claim, wish));
	}

	@DeleteMapping("/lock")
	ResponseEntity<?> unlock(@AuthenticationPrincipal Claim claim, @PathVariable String environment,
			HttpServletRequest request) throws IOException {
		working(claim, environment);
		return answer(this.locks.giveBack(claim, lockInfo(request).id()));
	}

	private static ResponseEntity<?> answer(Optional<StateLock> holder) {
		return holder.<ResponseEntity<?>>map(StateBackend::locked).orElseGet(() -> ResponseEntity.ok().build());
	}

	private static ResponseEntity<LockInfo> locked(StateLock holder) {
		return ResponseEntity.status(HttpStatus.LOCKED)
			.contentType(MediaType.APPLICATION_JSON)
			.body(LockInfo.of(holder));
	}

	private LockInfo lockInfo(HttpServletRequest request) throws IOException {
		byte[] body = request.getInputStream().readNBytes(LARGEST_LOCK);
		try {
			return this.json.readValue(body, LockInfo.class);
		}
		catch (JacksonException ex) {
			throw new InvalidInputException("ID", "The body must be a lock as Terraform writes it, with its ID.");
		}
	}

	private static byte @Nullable [] md5(@Nullable String header) {
		if (header == null) {
			return null;
		}
		try {
			return Base64.getDecoder().decode(header);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidInputException("Content-MD5", "Content-MD5 must be an MD5 in base 64.");
		}
	}

	private static void own(Claim claim, String environment) {
		if (!claim.name().equals(environment)) {
			throw new ForbiddenException(
					"This credential is for the environment %s and reaches no other".formatted(claim.name()));
		}
	}

	private static void working(Claim claim, String environment) {
		own(claim, environment);
		if (claim.over()) {
			throw Claim.isOver();
		}
	}

	@ExceptionHandler
	void refused(UnreadableStateException ex, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		this.answers.write(request, response, HttpStatus.BAD_REQUEST, ex.getMessage() + ".", Map.of());
	}

	@ExceptionHandler
	void refused(TooLargeStateException ex, HttpServletRequest request, HttpServletResponse response)
			throws IOException {
		this.answers.write(request, response, HttpStatus.CONTENT_TOO_LARGE, ex.getMessage() + ".", Map.of());
	}

	/**
	 * Terraform tries again after this one.
	 */
	@ExceptionHandler
	void away(StorageException ex, HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (ex instanceof BrokenSealException || ex instanceof NoSuchObjectException || response.isCommitted()) {
			throw ex;
		}
		log.warn("The object store is away: {}", ex.getMessage());
		response.resetBuffer();
		response.setHeader(HttpHeaders.RETRY_AFTER, "5");
		this.answers.write(request, response, HttpStatus.SERVICE_UNAVAILABLE, "The object store does not answer.",
				Map.of());
	}

}
