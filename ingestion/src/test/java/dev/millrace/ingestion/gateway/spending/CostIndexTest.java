package dev.millrace.ingestion.gateway.spending;

import static dev.millrace.ingestion.gateway.spending.CostRecords.TEN;
import static dev.millrace.ingestion.gateway.spending.CostRecords.hour;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.record.CostMetric;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostIndexTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  @Test
  void givesWindowsInTheOrderOfTheirStarts() {
    try (CostIndex index = open()) {
      add(index, "later", hour(TEN.plus(HOUR), "1"));
      add(index, "first", hour(TEN, "1"));
      add(index, "behind", hour(TEN.plus(HOUR.multipliedBy(2)), "1"));

      assertThat(read(index, "acme", TEN, TEN.plus(HOUR.multipliedBy(2))))
          .containsExactly("first", "later");
    }
  }

  @Test
  void keepsTheNewestRevisionOfAWindow() {
    try (CostIndex index = open()) {
      add(index, "first", hour(TEN, "1"));
      add(index, "second", hour(TEN, "2"));

      assertThat(read(index, "acme", TEN, TEN.plus(HOUR))).containsExactly("second");
    }
  }

  @Test
  void keepsWindowsApartByAllThatTheyDifferIn() {
    try (CostIndex index = open()) {
      CostMetric letters = hour(TEN, "1");
      CostMetric bills = hour(TEN, "1");
      bills.setPipeline("bills");
      CostMetric other = hour(TEN, "1");
      other.setModelVersion(2);
      CostMetric batch = hour(TEN, "1");
      batch.setServiceTier("batch");
      add(index, "a", letters);
      add(index, "b", bills);
      add(index, "c", other);
      add(index, "d", batch);

      assertThat(read(index, "acme", TEN, TEN.plus(HOUR)))
          .containsExactlyInAnyOrder("a", "b", "c", "d");
    }
  }

  @Test
  void givesATenantItsOwnWindowsOfTheLengthOnly() {
    try (CostIndex index = open()) {
      add(index, "minute", CostRecords.window(TEN, Duration.ofMinutes(1), "1"));
      add(index, "odd", CostRecords.window(TEN, Duration.ofMinutes(7), "1"));
      add(index, "hour", hour(TEN, "1"));
      for (String tenant : List.of("acm", "acmee", "b")) {
        CostMetric others = hour(TEN, "1");
        others.setTenant(tenant);
        add(index, tenant, others);
      }

      assertThat(read(index, "acme", Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z")))
          .containsExactly("hour");
    }
  }

  @Test
  void stopsWhenNothingMoreIsWanted() {
    try (CostIndex index = open()) {
      for (int i = 0; i < 10; i++) {
        add(index, "w" + i, hour(TEN.plus(HOUR.multipliedBy(i)), "1"));
      }
      List<String> read = new ArrayList<>();

      index.read(
          query("acme", TEN, TEN.plus(HOUR.multipliedBy(10))),
          value -> {
            read.add(new String(value, UTF_8));
            return read.size() < 3;
          });

      assertThat(read).containsExactly("w0", "w1", "w2");
    }
  }

  @Test
  void isEmptyWhenItIsOpenedAgain() {
    try (CostIndex index = open()) {
      add(index, "before", hour(TEN, "1"));
    }
    try (CostIndex index = open()) {
      assertThat(read(index, "acme", TEN, TEN.plus(HOUR))).isEmpty();
    }
  }

  @Test
  void saysSoWhereAnotherUsesItOrItIsClosed() {
    CostIndex index = open();
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is another process using it?");
    index.close();
    index.close();

    assertThatThrownBy(() -> read(index, "acme", TEN, TEN.plus(HOUR)))
        .hasMessageContaining("is closed");
  }

  private CostIndex open() {
    return CostIndex.open(folder, Duration.ofDays(30));
  }

  private static void add(CostIndex index, String value, CostMetric metric) {
    index.add(Arrays.asList(new TopicFollower.Entry<>(metric, value.getBytes(UTF_8))));
  }

  private static List<String> read(CostIndex index, String tenant, Instant from, Instant to) {
    List<String> read = new ArrayList<>();
    index.read(query(tenant, from, to), value -> read.add(new String(value, UTF_8)));
    return read;
  }

  private static CostQuery query(String tenant, Instant from, Instant to) {
    return new CostQuery(
        tenant,
        new CostQuery.Filter(Optional.empty(), Optional.empty()),
        CostWindow.HOUR,
        from,
        to,
        Set.of(Dimension.PIPELINE),
        10);
  }
}
