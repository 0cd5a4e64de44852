package dev.millrace.ingestion.source;

import static dev.millrace.ingestion.source.FeedFixture.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class SourceFeedsTest {

  private final List<PipelineSpec> specs = new ArrayList<>();
  private final Set<String> topics = new HashSet<>(Set.of("one", "two"));
  private final List<String> events = new ArrayList<>();
  private final SourceFeeds feeds =
      new SourceFeeds(() -> List.copyOf(specs), new Topics(), this::open, InstantSource.fixed(NOW));

  @Test
  void feedsPipelinesThatHaveASource() {
    specs.add(Specs.letters());
    specs.add(spec("a", "one", "/id"));
    specs.add(spec("b", "one", "/id"));

    feeds.look();

    assertThat(events).containsExactlyInAnyOrder("open a from one", "open b from one");
  }

  @Test
  void waitsForATopicAndLetsOthersNotWait() {
    specs.add(spec("a", "late", "/id"));
    specs.add(spec("b", "one", "/id"));
    feeds.look();
    assertThat(events).containsExactly("open b from one");

    topics.add("late");
    feeds.look();

    assertThat(events).containsExactly("open b from one", "follow b by /id", "open a from late");
  }

  @Test
  void tellsAFeedWhatItsSpecSaysNow() {
    specs.add(spec("a", "one", "/id"));
    feeds.look();
    specs.set(0, spec("a", "one", "/no"));

    feeds.look();

    assertThat(events).containsExactly("open a from one", "follow a by /no");
  }

  @Test
  void replacesAFeedWhoseTopicChanged() {
    specs.add(spec("a", "one", "/id"));
    feeds.look();
    specs.set(0, spec("a", "two", "/id"));

    feeds.look();

    assertThat(events).containsExactly("open a from one", "close a: LEAVE", "open a from two");
  }

  @Test
  void stopsAFeedWhoseSourceIsGone() {
    specs.add(spec("a", "one", "/id"));
    specs.add(spec("b", "one", "/id"));
    feeds.look();
    events.clear();
    PipelineSpec without = Specs.letters();
    without.setPipeline("a");
    specs.set(0, without);
    specs.remove(1);

    feeds.look();

    assertThat(events).containsExactlyInAnyOrder("close a: LEAVE", "close b: LEAVE");
  }

  @Test
  void keepsTheirPlacesWhenTheInstanceStops() {
    specs.add(spec("a", "one", "/id"));
    feeds.look();

    feeds.close();
    feeds.close();
    feeds.look();

    assertThat(events).containsExactly("open a from one", "close a: KEEP_PLACE", "topics closed");
  }

  private SourceFeeds.Feed open(PipelineSpec spec) {
    String name = spec.getPipeline();
    events.add("open " + name + " from " + spec.getSource().getTopic());
    return new SourceFeeds.Feed() {
      @Override
      public void follow(PipelineSpec newer) {
        events.add("follow " + name + " by " + newer.getSource().getId());
      }

      @Override
      public void close(GroupExit how) {
        events.add("close " + name + ": " + how);
      }
    };
  }

  private static PipelineSpec spec(String pipeline, String topic, String id) {
    PipelineSpec spec = Specs.letters();
    spec.setPipeline(pipeline);
    spec.setSource(
        new Source(topic, SourceFormat.JSON, id, null, null, null, SourceStart.BEGINNING));
    return spec;
  }

  private final class Topics implements SourceFeeds.TopicNames {

    private boolean closed;

    @Override
    public Set<String> all() {
      if (closed) {
        throw new KafkaException("closed");
      }
      return topics;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        events.add("topics closed");
      }
    }
  }
}
