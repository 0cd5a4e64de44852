package dev.millrace.ingestion.gateway.quality;

import dev.millrace.record.QualityMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Figures of whole windows, in the order of their starts.
 *
 * @param figures of windows that start together: by pipeline, version, segment, feature and name
 * @param next what to ask from for the rest; absent where there is none
 */
public record QualityPage(List<QualityMetric> figures, Optional<Instant> next) {

  /** So many figures are looked at for one page; then it ends with the windows of a start. */
  static final int MOST_RECORDS = 200_000;

  public QualityPage {
    figures = List.copyOf(figures);
  }

  /** Puts a page together from figures in the order of their windows. */
  static final class Builder {

    private final QualityQuery query;
    private final BiPredicate<String, String> isOf;
    private final List<QualityMetric> figures = new ArrayList<>();
    private @Nullable Instant start;
    private Optional<Instant> next = Optional.empty();
    private int records;

    /**
     * An empty page.
     *
     * @param isOf whether a tenant may see what is said of a pipeline
     */
    Builder(QualityQuery query, BiPredicate<String, String> isOf) {
      this.query = query;
      this.isOf = isOf;
    }

    /** Takes the next figure; false where the page is full and it was not taken. */
    boolean take(QualityMetric metric) {
      if (!metric.getWindowStart().equals(start)) {
        if (figures.size() >= query.limit() || records >= MOST_RECORDS) {
          next = Optional.of(metric.getWindowStart());
          return false;
        }
        start = metric.getWindowStart();
      }
      records++;
      if (isMeant(metric)) {
        figures.add(metric);
      }
      return true;
    }

    QualityPage build() {
      return new QualityPage(figures, next);
    }

    private boolean isMeant(QualityMetric metric) {
      QualityQuery.Filter filter = query.filter();
      return filter.pipeline().map(metric.getPipeline()::equals).orElse(true)
          && filter.verdict().map(metric.getVerdict()::equals).orElse(true)
          && isOf.test(query.tenant(), metric.getPipeline());
    }
  }
}
