package dev.millrace.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.domain.source.SourceReading;
import dev.millrace.ingestion.domain.source.SourceRecord;
import dev.millrace.ingestion.privacy.KeyFile;
import dev.millrace.ingestion.privacy.KeyFileException;
import dev.millrace.ingestion.privacy.SealedLetters;
import dev.millrace.ingestion.privacy.UnopenableException;
import dev.millrace.ingestion.source.AvroRecords;
import dev.millrace.platform.kafka.TopicReader;
import dev.millrace.platform.tenants.ErasedTenants;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How dead letters become events again where their bytes alone are not enough.
 *
 * @param opening opens a sealed letter; one that it leaves sealed cannot be opened
 * @param ownTopics makes events of records of producers' own topics
 * @param isErased whether a tenant was erased: its letters stay where they are
 */
public record ReplayWays(
    Function<DeadLetter, DeadLetter> opening,
    OwnTopicRecords ownTopics,
    Predicate<String> isErased) {

  /**
   * The ways of a factory: with its keys, the specs in force, and the tenants erased by now.
   *
   * @param keys file of the keys that personal data is governed with
   * @param warnings is told where a letter cannot be opened
   */
  public static ReplayWays of(
      Brokers brokers, Path keys, InstantSource clock, Consumer<String> warnings) {
    Map<String, PipelineSpec> specs = new HashMap<>();
    new TopicReader(brokers.kafka(), brokers.registry())
        .read(
            Topics.PIPELINES,
            record -> {
              if (record.value() == null) {
                specs.remove(record.key());
              } else {
                specs.put(record.key(), record.value());
              }
            });
    AvroRecords avro = new AvroRecords(brokers.registry());
    return new ReplayWays(
        letter -> opened(keys, letter, warnings),
        letter ->
            Optional.ofNullable(letter.getPipeline())
                .flatMap(pipeline -> Optional.ofNullable(specs.get(pipeline)))
                .filter(spec -> spec.getSource() != null)
                .flatMap(
                    spec ->
                        SourceRecord.of(letter)
                            .map(
                                record ->
                                    new SourceReader(spec, avro).read(record, clock.instant())))
                .flatMap(ReplayWays::event),
        ErasedTenants.byNow(brokers.kafka(), brokers.registry())::contains);
  }

  private static Optional<OwnTopicRecords.Converted> event(SourceReading reading) {
    return reading instanceof SourceReading.Event event
        ? Optional.of(new OwnTopicRecords.Converted(event.key().getBytes(UTF_8), event.event()))
        : Optional.empty();
  }

  private static DeadLetter opened(Path keys, DeadLetter letter, Consumer<String> warnings) {
    try {
      return new SealedLetters(KeyFile.read(keys)).open(letter);
    } catch (KeyFileException | UnopenableException e) {
      warnings.accept(String.valueOf(e.getMessage()));
      return letter;
    }
  }
}
