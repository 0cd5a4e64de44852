package dev.millrace.ingestion.source;

import static dev.millrace.ingestion.source.FeedFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.telemetry.Telemetry;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.SourceStart;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SourceFeedTest {

  private final FeedFixture kafka = new FeedFixture();
  private final BlockingQueue<FeedFixture.Clients> generations = new LinkedBlockingQueue<>();

  @Test
  void beginsAgainWithNewClientsWhenItIsFenced() throws InterruptedException {
    kafka.add("{\"id\":1}");
    SourceFeed feed = open(FeedFixture.spec(SourceStart.BEGINNING));
    FeedFixture.Clients fenced = generations.take();
    fenced.producer.commitTransactionException = new ProducerFencedException("another took over");
    assign(fenced);
    FeedFixture.Clients next = generations.take();
    assign(next);

    await().until(() -> next.producer.commitCount() == 1);
    feed.close(GroupExit.KEEP_PLACE);

    assertThat(fenced.consumer.closed()).isTrue();
    assertThat(fenced.producer.closed()).isTrue();
    kafka.keep(fenced);
    kafka.keep(next);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("1");
  }

  @Test
  void readsAsANewerSpecSays() throws InterruptedException {
    SourceFeed feed = open(FeedFixture.spec(SourceStart.BEGINNING));
    FeedFixture.Clients clients = generations.take();
    PipelineSpec newer = FeedFixture.spec(SourceStart.BEGINNING);
    newer.getSource().setId("/no");
    feed.follow(newer);
    kafka.add("{\"no\":7}");
    assign(clients);

    await().until(() -> clients.producer.commitCount() == 1);
    feed.close(GroupExit.LEAVE);

    kafka.keep(clients);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("7");
    assertThat(clients.consumer.closed()).isTrue();
  }

  private SourceFeed open(PipelineSpec spec) {
    return SourceFeed.open(
        () -> {
          FeedFixture.Clients clients = kafka.open();
          generations.add(clients);
          return clients.get();
        },
        new SourceFeeds.Connections(
            KafkaConnection.plaintext("nowhere:1"),
            kafka.registry,
            "test",
            (pipeline, letter) -> letter,
            Telemetry.off()),
        spec,
        InstantSource.fixed(NOW));
  }

  /** Once it has subscribed, as the group would. */
  private static void assign(FeedFixture.Clients clients) {
    await().until(() -> !clients.consumer.subscription().isEmpty());
    clients.consumer.schedulePollTask(clients::assign);
  }
}
