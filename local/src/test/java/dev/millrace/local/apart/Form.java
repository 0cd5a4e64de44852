package dev.millrace.local.apart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.local.client.RunningFactory;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Forms of records that are no events. */
enum Form {
  /** Zeros, which name a schema that there is not; or so few that not even that. */
  UNREADABLE("unreadable records"),

  /** Whole records of another topic, whose schema the registry has, and does not fit. */
  INCOMPATIBLE("records of another schema");

  private final String words;

  Form(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /** So many of them. */
  List<byte[]> records(RunningFactory factory, int count) {
    List<byte[]> records = new ArrayList<>();
    for (int record = 0; record < count; record++) {
      records.add(
          switch (this) {
            case UNREADABLE -> new byte[record % 2 == 0 ? 100 : 3];
            case INCOMPATIBLE -> ofAnotherTopic(factory, record);
          });
    }
    return records;
  }

  private static byte[] ofAnotherTopic(RunningFactory factory, int record) {
    return new AvroCodec<>(Topics.REFERENCE_DATA, factory.registry())
        .encode(
            ReferenceRecord.newBuilder()
                .setTable("customers")
                .setKey("customer-" + record)
                .setRow(ByteBuffer.wrap("{}".getBytes(UTF_8)))
                .setUpdatedAt(Instant.EPOCH)
                .build());
  }
}
