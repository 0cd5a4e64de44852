package dev.millrace.lifecycle;

import dev.millrace.lifecycle.judge.JudgeSettings;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.kafka.RegistryConnection;
import dev.millrace.platform.settings.SettingsReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of model-lifecycle.
 *
 * @param work how the long work is done
 * @param judge how answers are rated
 * @param place where this instance is
 * @param pace how patient it is
 */
public record LifecycleSettings(
    KafkaConnection kafka,
    RegistryConnection registry,
    WorkSettings work,
    JudgeSettings judge,
    Place place,
    Pace pace) {

  private static final int MOST_REQUESTS = 1_000_000;
  private static final BigDecimal BUDGET = BigDecimal.ONE;

  /**
   * Where an instance is.
   *
   * @param stateFolder where the stores lie; they are rebuilt from Kafka where it is empty
   * @param instance name of this instance, the same after a restart, another for each
   */
  public record Place(Path stateFolder, String instance) {}

  /**
   * How patient the controller is.
   *
   * @param tick between two looks at everything
   * @param relook between two looks for labels that are missing, and before a further attempt
   * @param kept how long what is rejected can still be asked, for calls under way
   * @param shadow when a shadow has shown enough
   * @param evaluationBudget most that an evaluation may cost, in US dollars
   */
  public record Pace(
      Duration tick, Duration relook, Duration kept, Shadow shadow, BigDecimal evaluationBudget) {

    /**
     * When a shadow has shown enough.
     *
     * @param requests answered or not, that are enough
     * @param longest time that is enough, whatever the traffic
     */
    public record Shadow(int requests, Duration longest) {}
  }

  /** Reads {@code kafka.*}, {@code registry.*}, {@code aws.*} and {@code lifecycle.*}. */
  public static LifecycleSettings from(SettingsReader settings) {
    return new LifecycleSettings(
        KafkaConnection.from(settings),
        RegistryConnection.from(settings),
        WorkSettings.from(settings),
        JudgeSettings.from(settings),
        new Place(
            Path.of(settings.text("lifecycle.state-folder", ".millrace/streams")),
            settings.instance("lifecycle.instance", "lifecycle-0")),
        new Pace(
            settings.duration("lifecycle.tick", Duration.ofSeconds(1)),
            settings.duration("lifecycle.relook", Duration.ofMinutes(1)),
            settings.duration("lifecycle.rejected-kept", Duration.ofMinutes(10)),
            new Pace.Shadow(
                settings.integer("lifecycle.shadow.requests", 100, 1, MOST_REQUESTS),
                settings.duration("lifecycle.shadow.longest", Duration.ofMinutes(30))),
            budget(settings)));
  }

  private static BigDecimal budget(SettingsReader settings) {
    String text = settings.text("lifecycle.evaluation.budget", BUDGET.toPlainString());
    try {
      BigDecimal budget = new BigDecimal(text);
      if (budget.signum() > 0) {
        return budget;
      }
    } catch (NumberFormatException e) {
      // The same problem as an amount that is none.
    }
    settings.problem(
        "lifecycle.evaluation.budget is \""
            + text
            + "\", expected US dollars above 0, such as 1.50");
    return BUDGET;
  }
}
