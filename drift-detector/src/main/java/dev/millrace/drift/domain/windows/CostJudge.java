package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.costs.CostTest;
import dev.millrace.drift.domain.policy.Finding;
import dev.millrace.platform.drift.domain.Correction;
import dev.millrace.record.Evidence;
import dev.millrace.record.QualityMetric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Says whether other models give answers as good as the champion's for less: canaries, and the
 * fallbacks that stand in for it. Each comparison is made once, when there is enough of it, so no
 * later look can make it an alarm by chance.
 */
final class CostJudge {

  private final Metrics metrics;
  private final WatchTerms terms;

  /** A comparison that is made, and how sure it is among those that are made with it. */
  record Compared(Group rival, CostTest test, CostRaces.Race race, double adjustedPValue) {

    double regret() {
      return test.regret();
    }
  }

  CostJudge(String pipeline, WatchTerms terms) {
    this.metrics = new Metrics(pipeline);
    this.terms = terms;
  }

  /** Takes a pane into account whose labels are due. */
  WindowReport pane(WindowJudge.Window pane, int champion, CostRaces races) {
    races.take(pane, champion);
    races.forgetBefore(terms.labels().horizon(pane.startMillis()));
    List<Compared> compared = compared(races);
    if (compared.isEmpty()) {
      return new WindowReport(List.of(), List.of());
    }
    compared.forEach(one -> races.end(one.rival()));
    List<Compared> bad = compared.stream().filter(this::isBad).toList();
    List<QualityMetric> written =
        worstOfEach(compared).stream()
            .map(one -> metrics.costRegret(pane, champion, one, isBad(one)))
            .toList();
    List<Evidence> evidence = bad.stream().map(one -> metrics.evidence(pane, one)).toList();
    return new WindowReport(
        written,
        champion < WindowJudge.FIRST_VERSION
            ? List.of()
            : List.of(
                new Finding(
                    Finding.Sign.DEARER,
                    champion,
                    pane.startMillis(),
                    pane.endMillis(),
                    evidence)));
  }

  private boolean isBad(Compared one) {
    return one.adjustedPValue() <= terms.familyRate() && one.test().matters();
  }

  /** The greatest regret first. */
  private List<Compared> compared(CostRaces races) {
    TreeMap<Group, CostTest> tests = new TreeMap<>();
    Map<Group, CostRaces.Race> underWay = races.underWay();
    underWay.forEach(
        (rival, race) ->
            CostTest.of(race.champion(), race.rival(), terms.target())
                .ifPresent(test -> tests.put(rival, test)));
    double[] adjusted =
        Correction.HOLM.adjust(tests.values().stream().mapToDouble(CostTest::pValue).toArray());
    List<Compared> compared = new ArrayList<>();
    tests.forEach(
        (rival, test) ->
            compared.add(
                new Compared(
                    rival,
                    test,
                    Objects.requireNonNull(underWay.get(rival)),
                    adjusted[compared.size()])));
    compared.sort(
        Comparator.comparingDouble(Compared::regret).reversed().thenComparing(Compared::rival));
    return compared;
  }

  /** A figure has one value in a segment: that of the alternative that would save most. */
  private List<Compared> worstOfEach(List<Compared> compared) {
    Map<Group, Compared> bySegment = new TreeMap<>();
    for (Compared one : compared) {
      Group segment = new Group(Group.ALL_VERSIONS, one.rival().segment());
      Compared before = bySegment.get(segment);
      if (before == null || (isBad(one) && !isBad(before))) {
        bySegment.put(segment, one);
      }
    }
    return compared.stream().filter(bySegment::containsValue).toList();
  }
}
