package dev.millrace.local.domain;

import dev.millrace.record.DeadLetter;
import dev.millrace.record.RecordOrigin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of records that ingestion read from topics of the producers' own. Such a record is
 * accepted as soon as it has a letter; a replay of it makes an event of {@code raw-events}, which
 * then stands for it.
 */
final class OwnTopicLetters {

  private final Map<Place, String> tenants = new LinkedHashMap<>();

  /** Many pipelines may read one record, each with an end of its own. */
  private record Place(String topic, int partition, long offset, String pipeline) {}

  void add(DeadLetter letter, Violations violations) {
    Place place =
        new Place(
            letter.getTopic(),
            letter.getPartition(),
            letter.getOffset(),
            letter.getPipeline() == null ? "" : letter.getPipeline());
    String tenant = letter.getTenant() == null ? "" : letter.getTenant();
    if (tenants.putIfAbsent(place, tenant) != null) {
      violations.add(
          "the record at partition "
              + place.partition()
              + ", offset "
              + place.offset()
              + " of "
              + place.topic()
              + " has a second dead letter of pipeline "
              + place.pipeline());
    }
  }

  /** An event or a prediction was made of the record. */
  void arrived(@Nullable RecordOrigin source, String pipeline) {
    if (source != null && !tenants.isEmpty()) {
      tenants.remove(
          new Place(source.getTopic(), source.getPartition(), source.getOffset(), pipeline));
    }
  }

  /** Books those that nothing was made of. */
  void settle(BiFunction<String, String, Tally> accounts) {
    tenants.forEach(
        (place, tenant) -> {
          Tally account = accounts.apply(tenant, place.pipeline());
          account.accepted++;
          account.deadLetters++;
        });
  }
}
