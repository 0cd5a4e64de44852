package dev.millrace.ingestion.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.ingestion.client.ProducerSettings.Batching;
import dev.millrace.ingestion.client.ProducerSettings.Buffer;
import dev.millrace.ingestion.client.ProducerSettings.Retries;
import dev.millrace.ingestion.client.StandInGateway.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order and completeness before a gateway that fails at random: in real time, with short waits. */
class OrderTest {

  private static final int EVENTS = 10_000;
  private static final int KEYS = 7;
  private static final int REQUESTS = 4;

  private record Numbered(int number) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void closesWithoutLossAndKeepsTheOrderOfEachKey(long seed) throws Exception {
    System.out.println("OrderTest: seed " + seed);
    Map<String, CompletionStage<Delivery>> stages = new LinkedHashMap<>();
    try (StandInGateway gateway = new StandInGateway()) {
      gateway.usually(failingAtRandom(new SplittableRandom(seed)));
      SplittableRandom random = new SplittableRandom(seed);
      EventProducer<Numbered> producer = EventProducer.ofJson(settings(gateway), "tickets");
      try (producer) {
        for (int i = 0; i < EVENTS; i++) {
          Event<Numbered> event = Event.of(new Numbered(i)).withId("id-" + i);
          boolean isKeyed = random.nextInt(4) > 0;
          stages.put(
              "id-" + i,
              producer.send(isKeyed ? event.withKey("key-" + random.nextInt(KEYS)) : event));
        }
      }

      assertThat(gateway.first().keySet()).containsExactlyInAnyOrderElementsOf(stages.keySet());
      stages.forEach(
          (id, stage) ->
              assertThat(stage).isCompletedWithValue(new Delivery.Accepted(id, "request-" + id)));
      ProducerCounts counts = producer.counts();
      assertThat(counts.accepted()).isEqualTo(EVENTS);
      assertThat(counts.retried()).isPositive();
      assertThat(gateway.taken().size()).isGreaterThan(EVENTS);
      assertOrderOfEachKey(new ArrayList<>(gateway.first().values()));
    }
  }

  @Test
  void aKeyIsInOneRequestAtATimeAndOthersGoMeanwhile() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    try (StandInGateway gateway = new StandInGateway()) {
      gateway.usually(
          (exchange, request, self) -> {
            try {
              opened.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            Reply.acceptAll().to(exchange, request, self);
          });
      ProducerSettings settings = settings(gateway);
      try (EventProducer<String> producer =
          EventProducer.open(
              settings.withBatching(settings.batching().withSize(1, 1_000).withRequestsInFlight(2)),
              "tickets",
              Encoder.text())) {
        CompletionStage<Delivery> first = producer.send(Event.of("1").withId("a").withKey("k"));
        CompletionStage<Delivery> second = producer.send(Event.of("2").withId("b").withKey("k"));
        assertThat(gateway.request().ids()).containsExactly("a");

        CompletionStage<Delivery> other = producer.send("3");

        assertThat(gateway.request().parts().get(0).path("data").asInt()).isEqualTo(3);
        assertThat(gateway.requestsLeft()).isZero();
        opened.countDown();
        producer.flush();
        assertThat(List.of(first, second, other))
            .allMatch(stage -> stage.toCompletableFuture().isDone());
        assertThat(gateway.request().ids()).containsExactly("b");
      }
    }
  }

  private static ProducerSettings settings(StandInGateway gateway) {
    return ProducerSettings.of(gateway.address(), StandInGateway.KEY)
        .withBatching(new Batching(50, 100_000, Duration.ofMillis(1), REQUESTS, Optional.of(1_000)))
        .withBuffer(new Buffer(1_000, 1_000_000, Duration.ofMinutes(1)))
        .withRetries(
            new Retries(
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(1),
                Duration.ofMillis(4)));
  }

  private static Reply failingAtRandom(SplittableRandom random) {
    return (exchange, request, gateway) -> {
      int dice;
      synchronized (random) {
        dice = random.nextInt(100);
      }
      Reply reply = Reply.acceptAll();
      if (dice < 8) {
        reply = Reply.busy(503, "0");
      } else if (dice < 12) {
        reply = Reply.busy(429, "0");
      } else if (dice < 20) {
        reply = Reply.takeAndBreakOff();
      } else if (dice < 24) {
        reply = Reply.breakOff();
      } else if (dice < 30 && request.parts().size() > 1) {
        reply = Reply.status(413, "{}");
      }
      reply.to(exchange, request, gateway);
    };
  }

  private static void assertOrderOfEachKey(List<JsonNode> events) {
    Map<String, Integer> last = new HashMap<>();
    for (JsonNode event : events) {
      if (event.has("partitionkey")) {
        String key = event.path("partitionkey").asText();
        int number = event.path("data").path("number").asInt();
        assertThat(last.getOrDefault(key, -1)).as(key).isLessThan(number);
        last.put(key, number);
      }
    }
    assertThat(last).hasSize(KEYS);
  }
}
