package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.quality.Agreement;
import dev.millrace.drift.domain.quality.JudgeSums;
import dev.millrace.drift.domain.quality.QualitySums;
import dev.millrace.record.JudgeState;
import dev.millrace.record.QualityMetric;
import dev.millrace.record.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes down what a judge model says of a window, apart from what people do. They are figures, not
 * alarms: how far the judge can be believed is one of them.
 */
final class JudgeMetrics {

  private static final String RATING = "judgeRating";
  private static final String CONSISTENCY = "judgeConsistency";
  private static final String AGREEMENT = "judgeAgreement";

  private JudgeMetrics() {}

  /**
   * Of a group; nothing where no judge was asked.
   *
   * @param figure whose figures they are
   */
  static List<QualityMetric> of(QualityMetric.Builder figure, QualitySums sums) {
    JudgeSums judge = sums.judge();
    if (judge.verdicts() == 0) {
      return List.of();
    }
    figure
        .setRevision(sums.revision())
        .setReferenceCount(sums.answers())
        .setVerdict(Verdict.NOT_ENOUGH_DATA);
    List<QualityMetric> written = new ArrayList<>();
    written.add(
        figure
            .setName(RATING)
            .setValue(judge.rating().isPresent() ? judge.rating().getAsDouble() : null)
            .setCurrentCount(judge.rated())
            .setStatistics(states(judge.states()))
            .build());
    if (judge.consistency().isPresent()) {
      written.add(
          figure
              .setName(CONSISTENCY)
              .setValue(judge.consistency().getAsDouble())
              .setCurrentCount(judge.asked())
              .setStatistics(Map.of())
              .build());
    }
    if (judge.agreement().pairs() > 0) {
      written.add(agreement(figure, judge.agreement()));
    }
    return written;
  }

  private static QualityMetric agreement(QualityMetric.Builder figure, Agreement agreement) {
    Map<String, Double> statistics = new TreeMap<>();
    statistics.put("observed", agreement.observed());
    agreement.lower().ifPresent(bound -> statistics.put("lower", bound));
    agreement.upper().ifPresent(bound -> statistics.put("upper", bound));
    return figure
        .setName(AGREEMENT)
        .setValue(agreement.kappa().isPresent() ? agreement.kappa().getAsDouble() : null)
        .setCurrentCount(agreement.pairs())
        .setStatistics(statistics)
        .build();
  }

  /** Those that none ended in are there as well. */
  private static Map<String, Double> states(Map<String, Long> counts) {
    Map<String, Double> states = new TreeMap<>();
    for (JudgeState state : JudgeState.values()) {
      if (state != JudgeState.ASKING) {
        states.put(
            state.name().toLowerCase(Locale.ROOT), (double) counts.getOrDefault(state.name(), 0L));
      }
    }
    return states;
  }
}
