package dev.millrace.local.comparison;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.platform.drift.domain.CellChange;
import dev.millrace.platform.drift.domain.Comparison;
import dev.millrace.platform.drift.domain.FeatureVerdict;
import dev.millrace.platform.drift.domain.Finding;
import dev.millrace.platform.drift.domain.JudgedFinding;
import dev.millrace.platform.drift.domain.Statistic;
import java.util.Locale;
import java.util.Map;

/** A judged column as JSON. */
public final class ComparisonJson {

  private ComparisonJson() {}

  /** One object; numbers that JSON has no word for are null. */
  public static ObjectNode of(ColumnComparison column, FeatureVerdict verdict) {
    Comparison comparison = column.comparison();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("column", column.column());
    json.put("type", comparison.type().name().toLowerCase(Locale.ROOT));
    json.put("referenceRows", column.rows());
    json.put("currentRows", column.currentRows());
    json.put("referenceCount", comparison.referenceCount());
    json.put("currentCount", comparison.currentCount());
    json.set("statistics", numbers(comparison.statistics()));
    json.set("pValues", numbers(comparison.pValues()));
    if (verdict.adjustedPValue().isPresent()) {
      put(json, "adjustedPValue", verdict.adjustedPValue().getAsDouble());
    } else {
      json.putNull("adjustedPValue");
    }
    json.put("verdict", verdict.verdict().name());
    ArrayNode findings = json.putArray("findings");
    verdict.findings().forEach(judged -> findings.add(finding(judged)));
    ArrayNode changes = json.putArray("changes");
    comparison.changes().forEach(change -> changes.add(change(change)));
    return json;
  }

  private static ObjectNode finding(JudgedFinding judged) {
    Finding finding = judged.finding();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("aspect", finding.aspect().name());
    put(json, "pValue", finding.pValue());
    put(json, "adjustedPValue", judged.adjustedPValue());
    put(json, "effect", finding.effect());
    json.put("alarm", judged.isAlarm());
    return json;
  }

  private static ObjectNode change(CellChange change) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cell", change.cell());
    put(json, "referenceShare", change.referenceShare());
    put(json, "currentShare", change.currentShare());
    return json;
  }

  private static ObjectNode numbers(Map<Statistic, Double> values) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    values.forEach((statistic, value) -> put(json, statistic.word(), value));
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
