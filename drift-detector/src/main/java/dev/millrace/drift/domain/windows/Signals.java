package dev.millrace.drift.domain.windows;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.record.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is compared of an answer: the declared features of its event, and the answer itself.
 *
 * <p>Names without a slash are those of the answer; JSON Pointers begin with one.
 */
final class Signals {

  /** What the model said. */
  static final String LABEL = "label";

  /** How sure it was. */
  static final String CONFIDENCE = "confidence";

  /** How much it wrote. */
  static final String OUTPUT_TOKENS = "outputTokens";

  /** How long it took. */
  static final String LATENCY = "latencyMillis";

  /** ANSWERED, or the cause why not: refusals and invalid answers show here. */
  static final String OUTCOME = "outcome";

  private final TreeMap<String, FeatureType> declared;

  /**
   * One value.
   *
   * @param number where the type is NUMBER, and not a number where there is none
   * @param text where the type is another; null where there is none
   */
  record Value(String name, FeatureType type, double number, @Nullable String text) {

    private static Value of(String name, double number) {
      return new Value(name, FeatureType.NUMBER, number, null);
    }

    private static Value of(String name, FeatureType type, @Nullable String text) {
      return new Value(name, type, Double.NaN, text);
    }
  }

  Signals(Map<String, FeatureType> declared) {
    this.declared = new TreeMap<>(declared);
  }

  /** Whether answers have something of this name, compared in this way. */
  boolean has(String name, FeatureType type) {
    FeatureType expected =
        switch (name) {
          case LABEL, OUTCOME -> FeatureType.CATEGORY;
          case CONFIDENCE, OUTPUT_TOKENS, LATENCY -> FeatureType.NUMBER;
          default -> declared.get(name);
        };
    return type == expected;
  }

  /** Of the traffic as a whole: how requests end, whoever was asked. */
  static List<Value> ofEveryone(Answer answer) {
    return List.of(Value.of(OUTCOME, FeatureType.CATEGORY, answer.outcome()));
  }

  /** Of a version's traffic. */
  List<Value> of(Answer answer) {
    List<Value> values = new ArrayList<>(answer.names().length + 5);
    values.add(Value.of(OUTCOME, FeatureType.CATEGORY, answer.outcome()));
    if (answer.label() != null) {
      values.add(Value.of(LABEL, FeatureType.CATEGORY, answer.label()));
    }
    if (answer.confidence() != null) {
      values.add(Value.of(CONFIDENCE, answer.confidence()));
    }
    if (answer.outputTokens() != null) {
      values.add(Value.of(OUTPUT_TOKENS, answer.outputTokens()));
    }
    if (answer.latencyMillis() != null) {
      values.add(Value.of(LATENCY, answer.latencyMillis()));
    }
    for (int i = 0; i < answer.names().length; i++) {
      FeatureType type = declared.get(answer.names()[i]);
      if (type == FeatureType.NUMBER) {
        values.add(Value.of(answer.names()[i], answer.numbers()[i]));
      } else if (type != null) {
        values.add(Value.of(answer.names()[i], type, answer.texts()[i]));
      }
    }
    return values;
  }
}
