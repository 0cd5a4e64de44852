package dev.millrace.platform.pricing.offers;

/**
 * A price of a list that is not in the book.
 *
 * @param usageType as the list names it
 * @param reason why, in a few words
 */
public record LeftOut(String usageType, String reason) {}
