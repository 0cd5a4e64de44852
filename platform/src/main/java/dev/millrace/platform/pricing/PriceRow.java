package dev.millrace.platform.pricing;

/** What the tokens of a model cost in a period. */
public record PriceRow(Slot slot, Period period, Price price, Origin origin) {}
