package dev.millrace.ingestion.client;

import java.util.concurrent.CompletableFuture;

/**
 * Posts a batch and gives the answer.
 *
 * <p><i>Failure</i>: the future fails where no whole answer comes in time; cancelling it gives the
 * request up.
 */
@FunctionalInterface
interface Transport {

  CompletableFuture<Answer> post(Batch batch);
}
