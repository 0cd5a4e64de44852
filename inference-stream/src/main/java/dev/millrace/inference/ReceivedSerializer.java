package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.domain.Received;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as they lie in the topic, for the way to the stage and for checkpoints.
 *
 * <p>Nobody changes a record once it is made, which Flink cannot know of a type that it takes apart
 * by itself: it would copy each one on its way into the stage, and all that wait for each
 * checkpoint.
 *
 * <p><i>Shape</i>: everything in its order; bytes behind their number, which is {@value #ABSENT}
 * where there are none at all.
 */
public final class ReceivedSerializer extends TypeSerializerSingleton<Received> {

  private static final long serialVersionUID = 1;
  private static final int ABSENT = -1;
  private static final int VARIABLE = -1;

  /** Texts that nearly all records share: one of each is kept, however many wait. */
  private static final List<String> SHARED =
      List.of(Topics.INFERENCE_REQUESTS.name(), Received.TRACE_HEADER);

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public Received createInstance() {
    return new Received("", 0, 0, null, null, new String[0], new byte[0][]);
  }

  @Override
  public Received copy(Received from) {
    return from;
  }

  @Override
  public Received copy(Received from, Received reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return VARIABLE;
  }

  @Override
  public void serialize(Received record, DataOutputView target) throws IOException {
    write(record.topic().getBytes(UTF_8), target);
    target.writeInt(record.partition());
    target.writeLong(record.offset());
    write(record.key(), target);
    write(record.value(), target);
    target.writeInt(record.headerNames().length);
    for (int i = 0; i < record.headerNames().length; i++) {
      write(record.headerNames()[i].getBytes(UTF_8), target);
      write(record.headerValues()[i], target);
    }
  }

  @Override
  public Received deserialize(DataInputView source) throws IOException {
    String topic = text(source);
    int partition = source.readInt();
    long offset = source.readLong();
    byte[] key = read(source);
    byte[] value = read(source);
    String[] names = new String[source.readInt()];
    byte[][] values = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      names[i] = text(source);
      values[i] = read(source);
    }
    return new Received(topic, partition, offset, key, value, names, values);
  }

  @Override
  public Received deserialize(Received reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public TypeSerializerSnapshot<Received> snapshotConfiguration() {
    return new Snapshot();
  }

  private static void write(byte @Nullable [] bytes, DataOutputView target) throws IOException {
    if (bytes == null) {
      target.writeInt(ABSENT);
      return;
    }
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  private static byte @Nullable [] read(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length == ABSENT) {
      return null;
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  private static String text(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    String text = new String(bytes, UTF_8);
    for (String shared : SHARED) {
      if (shared.equals(text)) {
        return shared;
      }
    }
    return text;
  }

  /** What a checkpoint remembers of it. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Received> {

    public Snapshot() {
      super(ReceivedSerializer::new);
    }
  }
}
