package dev.millrace.ingestion.gateway.predictions;

/**
 * The ways out of predictions.
 *
 * @param endings one by one
 * @param streams as they come
 */
public record Outlets(Endings endings, PredictionStreams streams) {}
