package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.cli.DriftReport.Place;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DriftReportTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void theNewestDriftedWindowIsShownBesideTheTrafficBeforeTheFirstThatWasCompared() {
    List<QualityMetric> figures =
        List.of(
            figure(0, metric -> metric.setStatistics(Map.of())),
            figure(1, metric -> {}),
            figure(2, metric -> metric.setVerdict(Verdict.DRIFTED)),
            figure(3, metric -> metric.setVerdict(Verdict.DRIFTED)),
            figure(4, metric -> {}),
            figure(0, metric -> metric.setModelVersion(4)));

    assertThat(Place.of("tickets", figures))
        .contains(new Place(3, minute(3), minute(4), minute(1)));
  }

  @Test
  void withoutDriftTheNewestComparedWindowIsShown() {
    assertThat(Place.of("tickets", List.of(figure(5, metric -> {}), figure(2, metric -> {}))))
        .contains(new Place(3, minute(5), minute(6), minute(2)));
  }

  @Test
  void otherPipelinesAndFiguresOfAnswersAreNot() {
    assertThat(
            Place.of(
                "tickets",
                List.of(
                    figure(1, metric -> metric.setPipeline("bills")),
                    figure(1, metric -> metric.setFeature(null)),
                    figure(1, metric -> metric.setModelVersion(null)))))
        .isEmpty();
  }

  private static Instant minute(int minute) {
    return NOON.plusSeconds(60L * minute);
  }

  private static QualityMetric figure(int minute, Consumer<QualityMetric> change) {
    QualityMetric metric =
        QualityMetric.newBuilder()
            .setPipeline("tickets")
            .setModelVersion(3)
            .setFeature("/age")
            .setName("ks")
            .setWindowStart(minute(minute))
            .setWindowEnd(minute(minute + 1))
            .setRevision(1)
            .setValue(0.1)
            .setReferenceCount(300)
            .setCurrentCount(150)
            .setVerdict(Verdict.STABLE)
            .setStatistics(Map.of("ks", 0.1))
            .build();
    change.accept(metric);
    return metric;
  }
}
