package io.groundwork.approvals;

/**
 * Rules, and the text that their digest is made of.
 *
 * @param rules what they say
 * @param text their version and their policies, exactly as they are digested
 */
public record WrittenRules(RuleSet rules, String text) {

}
