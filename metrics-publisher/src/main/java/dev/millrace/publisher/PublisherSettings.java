package dev.millrace.publisher;

import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import dev.millrace.publisher.domain.Terms;
import dev.millrace.schemas.metrics.Dimension;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Settings of metrics-publisher.
 *
 * @param cloudWatch in place of the region's own endpoint of CloudWatch
 * @param mode where metrics go
 * @param alerts what becomes of what rings
 */
public record PublisherSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    AwsConnection aws,
    Optional<URI> cloudWatch,
    Mode mode,
    Terms terms,
    AlertSettings alerts) {

  private static final int MOST_TENANTS = 10_000;

  /** Where metrics go. */
  public enum Mode {
    /** By PutMetricData. */
    CLOUDWATCH,
    /** As embedded metric format, a JSON document a line, to standard output. */
    EMF,
    /** Nowhere but to the meters of this process. */
    NONE
  }

  /**
   * Reads {@code kafka.*}, {@code registry.*}, {@code aws.*}, {@code publisher.*} and {@code
   * alerts.*}; {@code aws.bedrock.endpoint} is of no use here.
   */
  public static PublisherSettings from(SettingsReader settings) {
    return new PublisherSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        AwsConnection.from(settings),
        settings.optionalUri("aws.cloudwatch.endpoint"),
        settings.choice("publisher.mode", Mode.class, Mode.CLOUDWATCH),
        terms(settings),
        AlertSettings.from(settings));
  }

  /** Reads how windows are told, of {@code publisher.*}. */
  public static Terms terms(SettingsReader settings) {
    Terms usual = Terms.usual();
    Duration lateness = settings.duration("publisher.lateness", usual.lateness());
    Duration corrections = settings.duration("publisher.corrections", usual.corrections());
    int tenants = settings.integer("publisher.top-tenants", usual.topTenants(), 0, MOST_TENANTS);
    Set<Dimension> dimensions = dimensions(settings, usual.dimensions());
    try {
      return new Terms(lateness, corrections, tenants, dimensions);
    } catch (IllegalArgumentException e) {
      settings.problem("publisher.lateness and publisher.corrections: " + e.getMessage());
      return usual;
    }
  }

  /** Names of dimensions with commas between them. */
  private static Set<Dimension> dimensions(SettingsReader settings, Set<Dimension> fallback) {
    Optional<String> text = settings.optionalText("publisher.dimensions");
    if (text.isEmpty()) {
      return fallback;
    }
    Set<Dimension> dimensions = EnumSet.noneOf(Dimension.class);
    for (String name : text.get().split(",", -1)) {
      try {
        dimensions.add(Dimension.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        settings.problem(
            "publisher.dimensions has \""
                + name.strip()
                + "\", expected some of "
                + Arrays.stream(Dimension.values())
                    .map(Dimension::label)
                    .collect(Collectors.joining(", ")));
      }
    }
    return dimensions;
  }
}
