package dev.millrace.ingestion.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.kafka.Progress;
import dev.millrace.platform.runtime.Health;
import dev.millrace.platform.runtime.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatusBoardTest {

  private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SOON = BEGINNING.plusSeconds(2);

  private final List<Service> jobs = new ArrayList<>();
  private final StatusBoard board = new StatusBoard(() -> jobs);

  @Test
  void knowsNothingAtFirstAndFindsNothingWrongWithThat() {
    assertThat(board.status(BEGINNING)).isEqualTo(Standings.EMPTY);
  }

  @Test
  void showsTopicsInTheOrderOfTheDataWithTheirRates() {
    board.told(BEGINNING, progress(0, 100));
    board.told(SOON, progress(20, 104));

    Status status = board.status(SOON);

    assertThat(status.at()).contains(SOON);
    assertThat(status.topics())
        .extracting(Status.TopicStanding::name)
        .containsExactly("raw-events", "predictions");
    assertThat(status.topics().get(0).partitions()).isEqualTo(2);
    assertThat(status.topics().get(0).end()).isEqualTo(20);
    assertThat(status.topics().get(0).perSecond()).hasValue(10);
    assertThat(status.topics().get(1).perSecond()).hasValue(2);
  }

  @Test
  void saysHowManyLagsNoMetricTellsOf() {
    List<Progress.Group> groups = new ArrayList<>();
    for (int i = 0; i < Progress.MOST_TOLD + 3; i++) {
      groups.add(
          new Progress.Group("millrace-" + i, Map.of(new TopicPartition("raw-events", 0), 4L)));
    }
    board.told(BEGINNING, new Progress(progress(20, 104).ends(), groups));

    assertThat(board.status(BEGINNING).json().path("lagsLeftOut").asInt()).isEqualTo(3);
    assertThat(Standings.BUSY.json().path("lagsLeftOut").asInt()).isZero();
  }

  @Test
  void showsHowFarGroupsAreBehindInTheTopicsWhoseEndsAreKnown() {
    board.told(
        BEGINNING,
        new Progress(
            progress(20, 104).ends(),
            List.of(
                new Progress.Group(
                    "millrace-ingestion",
                    Map.of(
                        new TopicPartition("raw-events", 0), 4L,
                        new TopicPartition("raw-events", 1), 10L,
                        new TopicPartition("predictions", 0), 200L,
                        new TopicPartition("gone", 0), 3L)))));

    Status.Group group = board.status(BEGINNING).groups().get(0);

    assertThat(group.lags()).isEqualTo(Map.of("raw-events", 6L, "predictions", 0L));
    assertThat(group.lag()).isEqualTo(6);
  }

  @Test
  void keepsTheLastPictureAndSaysSoOnceItIsOld() {
    board.told(BEGINNING, progress(20, 104));
    board.failed("nobody answers");

    assertThat(board.status(SOON).problem()).isEmpty();
    Status later = board.status(BEGINNING.plusSeconds(11));
    assertThat(later.topics()).hasSize(2);
    assertThat(later.problem())
        .contains(
            "the brokers do not say how topics and groups stand, since 2026-01-01T00:00:00Z:"
                + " nobody answers");

    board.told(BEGINNING.plusSeconds(12), progress(21, 105));
    assertThat(board.status(BEGINNING.plusSeconds(13)).problem()).isEmpty();
  }

  @Test
  void saysSoWhereTheBrokersNeverAnswered() {
    board.failed("nobody answers");

    assertThat(board.status(BEGINNING).problem())
        .contains(
            "the brokers do not say how topics and groups stand, and have not yet: nobody answers");
  }

  @Test
  void showsHowEachJobIs() {
    jobs.add(job("a", new Health.Starting()));
    jobs.add(job("b", new Health.Running()));
    jobs.add(job("c", new Health.Impaired("slow")));
    jobs.add(job("d", new Health.Failed("broken")));

    assertThat(board.status(BEGINNING).json().path("jobs").toString())
        .isEqualTo(
            "[{\"name\":\"a\",\"state\":\"STARTING\",\"reason\":null},"
                + "{\"name\":\"b\",\"state\":\"RUNNING\",\"reason\":null},"
                + "{\"name\":\"c\",\"state\":\"IMPAIRED\",\"reason\":\"slow\"},"
                + "{\"name\":\"d\",\"state\":\"FAILED\",\"reason\":\"broken\"}]");
  }

  private static Progress progress(long raw, long predicted) {
    return new Progress(
        Map.of(
            new TopicPartition("raw-events", 0),
            raw / 2,
            new TopicPartition("raw-events", 1),
            raw - raw / 2,
            new TopicPartition("predictions", 0),
            predicted,
            new TopicPartition("somebody-elses", 0),
            9L),
        List.of());
  }

  private static Service job(String name, Health health) {
    return new Service() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void start() {}

      @Override
      public Health health() {
        return health;
      }

      @Override
      public void close() {}
    };
  }
}
