package dev.millrace.ingestion.domain.source;

import dev.millrace.ingestion.domain.EventCheck;
import dev.millrace.ingestion.domain.cloudevent.CloudEvent;
import dev.millrace.ingestion.domain.cloudevent.KafkaBinding;
import dev.millrace.ingestion.domain.json.JsonPointer;
import dev.millrace.ingestion.domain.json.JsonValue;
import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.ingestion.domain.json.StrictJson;
import dev.millrace.record.Source;
import dev.millrace.schemas.Cause;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Takes values apart in the format of their topic. */
final class SourceBodies {

  private final Source source;
  private final AvroText avro;
  private final int levels;

  /**
   * The event in a record.
   *
   * @param places finds what stands at a place
   * @param payload the event as it goes on
   * @param key ordering key that the format itself knows of
   * @param time time of the event that the format itself knows of
   */
  record Body(
      Function<JsonPointer, Optional<JsonValue>> places,
      byte[] payload,
      Optional<String> key,
      Optional<Instant> time) {}

  SourceBodies(Source source, AvroText avro) {
    this.source = source;
    this.avro = avro;
    this.levels =
        Stream.of(source.getId(), source.getKey(), source.getTenant(), source.getTime())
            .flatMap(Stream::ofNullable)
            .mapToInt(pointer -> JsonPointer.parse(pointer).names().size())
            .max()
            .orElse(0);
  }

  Body read(SourceRecord record) throws Refusal {
    byte[] value =
        record
            .original()
            .value()
            .orElseThrow(
                () ->
                    new Refusal(
                        Cause.UNREADABLE,
                        "the record has no value: a deletion is no event, so nothing is asked of"
                            + " the model"));
    return switch (source.getFormat()) {
      case JSON -> json(value);
      case AVRO -> avro(record, value);
      case CLOUDEVENTS -> cloudEvent(record, value);
    };
  }

  private Body json(byte[] text) throws Refusal {
    JsonValue value = opened("the value", text);
    return new Body(pointer -> pointer.find(value), text, Optional.empty(), Optional.empty());
  }

  private Body avro(SourceRecord record, byte[] value) throws Refusal {
    AvroText.Reading reading = avro.read(record, value);
    if (reading instanceof AvroText.Reading.Bad bad) {
      throw new Refusal(Cause.UNREADABLE, bad.detail());
    }
    return json(((AvroText.Reading.Read) reading).json());
  }

  private Body cloudEvent(SourceRecord record, byte[] value) throws Refusal {
    CloudEvent.Reading reading = KafkaBinding.read(record.headers(), value);
    if (reading instanceof CloudEvent.Reading.Bad bad) {
      throw new Refusal(bad.cause(), bad.detail());
    }
    CloudEvent event = ((CloudEvent.Reading.Read) reading).event();
    if (!EventCheck.isJson(event.dataType())) {
      throw new Refusal(
          Cause.UNSUPPORTED_CONTENT_TYPE,
          "the CloudEvent's data is not JSON: send it as application/json");
    }
    JsonValue data = opened("the CloudEvent's data", event.data());
    return new Body(
        pointer -> event.find(pointer, data), event.data(), event.partitionKey(), event.time());
  }

  private JsonValue opened(String what, byte[] text) throws Refusal {
    if (text.length > EventCheck.MAX_BYTES) {
      throw new Refusal(
          Cause.TOO_LARGE,
          what
              + " has "
              + text.length
              + " bytes as JSON, at most "
              + EventCheck.MAX_BYTES
              + " can be taken in");
    }
    StrictJson.Result result = StrictJson.read(new Slice(text, 0, text.length), levels);
    if (result instanceof StrictJson.Result.Malformed malformed) {
      throw new Refusal(Cause.MALFORMED_JSON, what + " is not strict JSON: " + malformed.reason());
    }
    return ((StrictJson.Result.Valid) result).value();
  }
}
