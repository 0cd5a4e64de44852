package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.domain.NewestFigures;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import dev.millrace.schemas.TrustedRecords;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DriftListCommandTest {

  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  @BeforeAll
  static void trust() {
    TrustedRecords.install();
  }

  @Test
  void aFeatureIsShownOnOneLine() {
    QualityMetric metric = metric(7, 0.25);
    metric.setFeature("/age");
    metric.setSegment("north");
    metric.setAdjustedPValue(0.00012);
    metric.setVerdict(Verdict.DRIFTED);

    assertThat(DriftListCommand.line(metric).replaceAll(" +", " "))
        .isEqualTo("2026-11-26T12:00:00Z tickets/3@north /age ks 0.2500 DRIFTED n 150, p 0.00012");
  }

  @Test
  void whatCannotBeSaidIsNotZero() {
    QualityMetric metric = metric(7, null);
    metric.setModelVersion(null);
    metric.setExplains(List.of("/age", "/tier@north"));
    metric.setLabelCoverage(0.125);

    assertThat(DriftListCommand.line(metric).replaceAll(" +", " "))
        .isEqualTo(
            "2026-11-26T12:00:00Z tickets - ks - STABLE n 150, labels 12.5 %, by /age"
                + " /tier@north");
  }

  @Test
  void theHighestRevisionCountsAndOfEqualOnesTheLater() {
    NewestFigures figures = new NewestFigures();
    figures.add(metric(7, 0.1));
    figures.add(metric(9, 0.2));
    figures.add(metric(8, 0.3));
    figures.add(metric(9, 0.4));

    assertThat(figures.all()).singleElement().extracting(QualityMetric::getValue).isEqualTo(0.4);
  }

  private static QualityMetric metric(long revision, @Nullable Double value) {
    return QualityMetric.newBuilder()
        .setPipeline("tickets")
        .setModelVersion(3)
        .setName("ks")
        .setWindowStart(NOON)
        .setWindowEnd(NOON.plusSeconds(60))
        .setRevision(revision)
        .setValue(value)
        .setReferenceCount(300)
        .setCurrentCount(150)
        .setVerdict(Verdict.STABLE)
        .build();
  }
}
