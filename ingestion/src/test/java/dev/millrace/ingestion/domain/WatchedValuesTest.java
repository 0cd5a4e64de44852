package dev.millrace.ingestion.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.Specs;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.WatchedSegments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedValuesTest {

  private static final DriftWatch WATCH =
      new DriftWatch(
          300_000L,
          "first",
          Map.of(
              "/age", FeatureType.NUMBER,
              "/tier", FeatureType.CATEGORY,
              "/body", FeatureType.TEXT),
          0.01,
          null,
          new WatchedSegments("/tier", List.of("gold", "3")));

  private final PipelineSpec spec = Specs.letters();

  @Test
  void carriesTheValuesThatAreWatched() {
    assertThat(features("{'age':31.5,'tier':'gold','body':'hello','more':1}"))
        .isEqualTo(Map.of("/age", 31.5, "/tier", "gold", "/body", "hello"));
    assertThat(features("{'age':3,'tier':true,'body':4}"))
        .isEqualTo(Map.of("/age", 3.0, "/tier", "true", "/body", "4"));
  }

  @Test
  void saysNullWhereThereIsNoSuchValue() {
    Map<String, Object> none = new HashMap<>();
    none.put("/age", null);
    none.put("/tier", null);
    none.put("/body", null);

    assertThat(features("{}")).isEqualTo(none);
    assertThat(features("{'age':'31','tier':null,'body':{}}")).isEqualTo(none);
    assertThat(features("{'age':1e999,'tier':[1],'body':null}")).isEqualTo(none);
  }

  @Test
  void givesThemAlwaysInTheSameOrder() {
    assertThat(features("{'tier':'a','body':'b','age':1}").keySet())
        .containsExactly("/age", "/body", "/tier");
  }

  @Test
  void shortensLongValuesBetweenCharacters() {
    String text = "x".repeat(WatchedValues.MAX_TEXT - 1) + "\uD83D\uDE00";

    assertThat(features("{'body':'" + text + "'}").get("/body"))
        .isEqualTo("x".repeat(WatchedValues.MAX_TEXT - 1));
    assertThat(features("{'tier':'" + "y".repeat(300) + "'}").get("/tier"))
        .isEqualTo("y".repeat(WatchedValues.MAX_CATEGORY));
  }

  @Test
  void findsTheSegmentAmongThoseDeclared() {
    spec.setDrift(WATCH);

    assertThat(WatchedValues.segment(spec, json("{'tier':'gold'}"))).isEqualTo("gold");
    assertThat(WatchedValues.segment(spec, json("{'tier':3}"))).isEqualTo("3");
    assertThat(WatchedValues.segment(spec, json("{'tier':'tin'}"))).isNull();
    assertThat(WatchedValues.segment(spec, json("{}"))).isNull();
  }

  @Test
  void carriesNothingWhereNobodyWatches() {
    spec.setDrift(null);

    assertThat(WatchedValues.features(spec, json("{'age':1}"))).isEmpty();
    assertThat(WatchedValues.segment(spec, json("{'tier':'gold'}"))).isNull();
  }

  private Map<String, Object> features(String event) {
    spec.setDrift(WATCH);
    return WatchedValues.features(spec, json(event));
  }

  private static JsonValue json(String text) {
    byte[] bytes = text.replace('\'', '"').getBytes(UTF_8);
    StrictJson.Result result =
        StrictJson.read(new Slice(bytes, 0, bytes.length), StrictJson.MAX_DEPTH);
    return ((StrictJson.Result.Valid) result).value();
  }
}
