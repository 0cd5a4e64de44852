package dev.millrace.ingestion.gateway.spending;

import dev.millrace.record.CostMetric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Costs of whole windows, in the order of their starts.
 *
 * @param rows sorted by window, within a window by what they have in common as it was first seen
 * @param next what to ask from for the rest; absent where there is none
 */
public record CostPage(List<CostRow> rows, Optional<Instant> next) {

  /** So many records are looked at for one page; then it ends with the window. */
  static final int MOST_RECORDS = 200_000;

  public CostPage {
    rows = List.copyOf(rows);
  }

  /** Puts a page together from records in the order of their windows. */
  static final class Builder {

    private final CostQuery query;
    private final List<CostRow> rows = new ArrayList<>();
    private final Map<Map<Dimension, Optional<String>>, CostRow> window = new LinkedHashMap<>();
    private Optional<Instant> current = Optional.empty();
    private Optional<Instant> next = Optional.empty();
    private int records;

    Builder(CostQuery query) {
      this.query = query;
    }

    /** Takes the next record; false where the page is full and it was not taken. */
    boolean take(CostMetric metric) {
      if (!current.equals(Optional.of(metric.getWindowStart()))) {
        endWindow();
        if (rows.size() >= query.limit() || records >= MOST_RECORDS) {
          next = Optional.of(metric.getWindowStart());
          return false;
        }
        current = Optional.of(metric.getWindowStart());
      }
      records++;
      if (isMeant(metric)) {
        Map<Dimension, Optional<String>> by = new EnumMap<>(Dimension.class);
        query.by().forEach(dimension -> by.put(dimension, dimension.of(metric)));
        window.merge(by, CostRow.of(by, metric), CostRow::plus);
      }
      return true;
    }

    CostPage build() {
      endWindow();
      return new CostPage(rows, next);
    }

    private void endWindow() {
      rows.addAll(window.values());
      window.clear();
    }

    private boolean isMeant(CostMetric metric) {
      CostQuery.Filter filter = query.filter();
      return filter.pipeline().map(metric.getPipeline()::equals).orElse(true)
          && filter.model().map(metric.getModelId()::equals).orElse(true);
    }
  }
}
