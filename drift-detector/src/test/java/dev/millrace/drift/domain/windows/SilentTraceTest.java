package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.ticket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.millrace.drift.domain.labels.Observation;
import dev.millrace.record.QualityMetric;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Twenty minutes of recorded traffic, with a silence of 217 s in their middle. */
class SilentTraceTest {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS");
  private static final long SECOND = 1_000;
  private static final long SILENT_FROM = 10 * MINUTE + 20 * SECOND;
  private static final long SILENCE = 217 * SECOND;
  private static final long LENGTH = 20 * MINUTE;
  private static final long LOOK_EVERY = 2 * SECOND;

  /** The newest event is as old as lateness allows, or nothing has come for long enough. */
  private static final long ON_TIME =
      Math.max(WatchedWorld.BOUNDS.lateness().toMillis(), WatchedWorld.BOUNDS.silence().toMillis())
          + LOOK_EVERY;

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void windowsCloseOnTimeThroughAndAfterTheSilence() throws IOException {
    Optional<Path> trace = SharedData.find("traces/azure-2023-conversation.csv.gz");
    assumeThat(trace).as("the trace of shared/data is not here").isPresent();
    List<Observation> traffic = traffic(trace.orElseThrow());
    WatchedWorld world = new WatchedWorld(WatchedWorld.terms(new Panes(MINUTE, 1)));

    Map<Long, Long> closedAt = play(world, traffic);

    TreeSet<Long> minutes = new TreeSet<>();
    traffic.forEach(one -> minutes.add(one.eventTimeMillis() / MINUTE * MINUTE));
    assertThat(closedAt.keySet()).isEqualTo(minutes);
    closedAt.forEach(
        (start, wall) ->
            assertThat(wall - start - MINUTE)
                .as("millis from the end of minute %s to its record", (start - BEGINNING) / MINUTE)
                .isBetween(0L, ON_TIME));
    assertThat(closedAt.get(BEGINNING + 10 * MINUTE))
        .as("closed while nothing came")
        .isLessThan(BEGINNING + SILENT_FROM + SILENCE);
  }

  /** Plays traffic at its own speed, and tells when the clock showed what as each window closed. */
  private static Map<Long, Long> play(WatchedWorld world, List<Observation> traffic) {
    Map<Long, Long> closedAt = new TreeMap<>();
    long newest = BEGINNING;
    int next = 0;
    int told = 0;
    for (long wall = BEGINNING; wall < BEGINNING + LENGTH + 2 * MINUTE; wall += LOOK_EVERY) {
      List<Observation> came = new ArrayList<>();
      while (next < traffic.size() && traffic.get(next).eventTimeMillis() <= wall) {
        newest = traffic.get(next).eventTimeMillis();
        came.add(traffic.get(next++));
      }
      world.look(
          came, new PipelineWindows.Now(newest - WatchedWorld.BOUNDS.lateness().toMillis(), wall));
      for (; told < world.metrics.size(); told++) {
        QualityMetric metric = world.metrics.get(told);
        if (metric.getName().equals("drifted")) {
          closedAt.putIfAbsent(metric.getWindowStart().toEpochMilli(), wall);
        }
      }
    }
    return closedAt;
  }

  private static List<Observation> traffic(Path trace) throws IOException {
    List<Observation> traffic = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(trace)), StandardCharsets.UTF_8))) {
      reader.readLine();
      long first = Long.MIN_VALUE;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split(",", -1);
        long millis = LocalDateTime.parse(fields[0], TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
        first = first == Long.MIN_VALUE ? millis : first;
        long at = millis - first;
        if (at >= LENGTH) {
          break;
        }
        if (at < SILENT_FROM || at >= SILENT_FROM + SILENCE) {
          traffic.add(
              Observation.of(
                  ticket(
                      "r-" + traffic.size(),
                      BEGINNING + at,
                      3,
                      null,
                      Double.parseDouble(fields[1]),
                      "tin")));
        }
      }
    }
    return traffic;
  }
}
