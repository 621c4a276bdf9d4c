package org.osfailover.platform;

/**
 * Where a tool of the vendor's waits for a person: it is past its save, so nothing of ours ends it, and it asks what no
 * rule answers.
 *
 * @param job under which it runs on its server
 * @param line the last line that it printed
 * @param transcript the end of the conversation
 * @param answers how many answers were typed so far
 * @param printed how much it had printed
 */
public record ToolQuestion(String job, String line, String transcript, int answers, int printed) {}
