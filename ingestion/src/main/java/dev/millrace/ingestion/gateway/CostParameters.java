package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.gateway.Submission.Part;
import dev.millrace.ingestion.gateway.spending.CostQuery;
import dev.millrace.ingestion.gateway.spending.Dimension;
import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.schemas.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads which costs a caller wants to see. */
final class CostParameters {

  private CostParameters() {}

  /**
   * The query of a call.
   *
   * @param now where the windows end, if nothing else is said
   */
  static Part<CostQuery> read(String tenant, HttpCall call, Instant now) {
    Optional<CostWindow> window =
        CostWindow.labelled(call.queryValue("window").orElse(CostWindow.HOUR.label()));
    if (window.isEmpty()) {
      return invalid("window is not one of " + CostWindow.labels());
    }
    Optional<Set<Dimension>> by =
        dimensions(call.queryValue("by").orElse(Dimension.PIPELINE.label()));
    if (by.isEmpty()) {
      return invalid("by is not one of " + Dimension.labels() + ", or several of them with commas");
    }
    Part<PageParameters> read = PageParameters.read(call, now, usualSpan(window.get()));
    if (read instanceof Part.Bad<PageParameters> bad) {
      return new Part.Bad<>(bad.problem());
    }
    PageParameters page = ((Part.Good<PageParameters>) read).value();
    return new Part.Good<>(
        new CostQuery(
            tenant,
            new CostQuery.Filter(call.queryValue("pipeline"), call.queryValue("model")),
            window.get(),
            page.from(),
            page.to(),
            by.get(),
            page.limit()));
  }

  /** Of how much time windows are shown to who does not say since when. */
  private static Duration usualSpan(CostWindow window) {
    return switch (window) {
      case MINUTE -> Duration.ofHours(1);
      case HOUR -> Duration.ofDays(1);
      case DAY -> Duration.ofDays(30);
    };
  }

  private static Optional<Set<Dimension>> dimensions(String text) {
    Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
    for (String label : text.split(",", -1)) {
      Optional<Dimension> one = Dimension.labelled(label);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      dimensions.add(one.get());
    }
    return Optional.of(dimensions);
  }

  private static <T> Part<T> invalid(String detail) {
    return new Part.Bad<>(Problems.of(Cause.INVALID_FIELD, detail));
  }
}
