package dev.millrace.platform.drift.domain;

import dev.millrace.record.FeatureType;
import org.jspecify.annotations.Nullable;

/** Makes references of values, and of samples. */
public final class ReferenceProfiles {

  private ReferenceProfiles() {}

  /** Of values in an order that says nothing about them; null where a record has none. */
  public static ReferenceProfile of(FeatureType type, Iterable<@Nullable String> values) {
    return switch (type) {
      case NUMBER -> numbers(values);
      case CATEGORY -> categories(values);
      case TEXT -> texts(values);
    };
  }

  /** Of numbers. */
  public static ReferenceProfile of(NumberSample sample) {
    return NumberProfile.of(sample);
  }

  /** Of categories. */
  public static ReferenceProfile of(CategorySample sample) {
    return CategoryProfile.of(sample);
  }

  private static ReferenceProfile numbers(Iterable<@Nullable String> values) {
    NumberColumn column = new NumberColumn();
    for (String value : values) {
      column.add(value);
    }
    return of(column.sample());
  }

  private static ReferenceProfile categories(Iterable<@Nullable String> values) {
    CategorySample sample = new CategorySample();
    for (String value : values) {
      sample.add(value);
    }
    return of(sample);
  }

  private static ReferenceProfile texts(Iterable<@Nullable String> values) {
    TextReference reference = new TextReference();
    for (String value : values) {
      reference.add(value);
    }
    return reference.profile();
  }
}
