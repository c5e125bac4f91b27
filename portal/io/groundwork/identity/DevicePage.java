package io.groundwork.identity;

import java.time.Instant;
import java.util.Map;

import io.groundwork.web.Flash;
import io.groundwork.web.InvalidInputException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Where somebody says whether a program may act as them.
 */
@Hidden
@Controller
@RequestMapping("/device")
class DevicePage {

	private final Devices devices;

	private final Tokens tokens;

	DevicePage(Devices devices, Tokens tokens) {
		this.devices = devices;
		this.tokens = tokens;
	}

	@GetMapping
	String show(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String code, Model model,
			HttpServletRequest request, HttpServletResponse response) {
		model.addAttribute("code", code);
		model.addAttribute("errors", Map.of());
		if (!code.isBlank()) {
			try {
				Device device = this.devices.asking(who, code);
				model.addAttribute("device", Asking.of(device, code, request.getRemoteAddr()));
				model.addAttribute("hours", this.tokens.deviceLife().toHours());
			}
			catch (InvalidInputException ex) {
				response.setStatus(400);
				model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			}
		}
		return "identity/device";
	}

	@PostMapping("/confirm")
	String confirm(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String code, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return decide(who, code, true, model, response, redirect);
	}

	@PostMapping("/refuse")
	String refuse(@AuthenticationPrincipal SignedIn who, @RequestParam(defaultValue = "") String code, Model model,
			HttpServletResponse response, RedirectAttributes redirect) {
		return decide(who, code, false, model, response, redirect);
	}

	private String decide(SignedIn who, String code, boolean confirmed, Model model, HttpServletResponse response,
			RedirectAttributes redirect) {
		try {
			Device device = this.devices.decide(who, code, confirmed);
			redirect.addFlashAttribute("flash",
					Flash.done(confirmed
							? "%s is signed in as you. Go back to it; this page can be closed.".formatted(device.name())
							: "%s was refused and gets nothing.".formatted(device.name())));
			return "redirect:/device";
		}
		catch (InvalidInputException ex) {
			response.setStatus(400);
			model.addAttribute("code", code);
			model.addAttribute("errors", Map.of(ex.field(), ex.remedy()));
			return "identity/device";
		}
	}

	/**
	 * A program that asks.
	 *
	 * @param code what it is known by
	 * @param name what it calls itself
	 * @param address where it asked from
	 * @param here whether whoever looks comes from there too
	 * @param begun when it asked
	 * @param expires until when it can be confirmed
	 */
	record Asking(String code, String name, String address, boolean here, Instant begun, Instant expires) {

		static Asking of(Device device, String typed, String address) {
			return new Asking(UserCode.typed(typed).orElseThrow().toString(), device.name(), device.address(),
					device.address().equals(address), device.begunAt(), device.expiresAt());
		}

	}

}
