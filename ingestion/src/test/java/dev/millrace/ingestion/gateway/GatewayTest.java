package dev.millrace.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GatewayTest {

  @Test
  void worksOnBodiesElsewhereThanOnTheThreadThatFindsThePipeline() {
    CompletableFuture<String> lookup = new CompletableFuture<>();
    CompletableFuture<Thread> worker =
        Gateway.inTime(lookup).thenApply(found -> Thread.currentThread()).toCompletableFuture();

    lookup.complete("found");

    assertThat(worker.join()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void staysOnTheCallersThreadWhereThePipelineIsKnown() {
    CompletableFuture<Thread> worker =
        Gateway.inTime(CompletableFuture.completedFuture("known"))
            .thenApply(found -> Thread.currentThread())
            .toCompletableFuture();

    assertThat(worker.join()).isSameAs(Thread.currentThread());
  }
}
