package dev.millrace.platform.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.AuditEvent;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditChainTest {

  private static final int LENGTH = 6;

  private final AvroCodec<AuditEvent> codec =
      new AvroCodec<>(Topics.AUDIT_LOG, new InMemorySchemaRegistry());
  private final List<byte[]> records = new ArrayList<>();

  AuditChainTest() {
    @Nullable String previous = null;
    for (int i = 0; i < LENGTH; i++) {
      byte[] value = codec.encode(event("subject-" + i, previous));
      records.add(value);
      previous = AuditChain.digest(value);
    }
  }

  @Test
  void holdsFromTheFirstRecordToTheLast() {
    AuditChain chain = walk(0);

    assertThat(chain.firstBreak()).isEmpty();
    assertThat(chain.records()).isEqualTo(LENGTH);
    assertThat(chain.head()).contains(AuditChain.digest(records.get(LENGTH - 1)));
  }

  @Test
  void holdsWhereThereIsNothing() {
    records.clear();

    assertThat(walk(0).firstBreak()).isEmpty();
    assertThat(walk(0).head()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, LENGTH - 2})
  void namesTheRecordBehindOneThatWasTakenOut(int index) {
    records.remove(index);

    assertThat(walk(0).firstBreak()).hasValueSatisfying(at(index));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, LENGTH - 2})
  void namesTheRecordBehindOneThatWasChanged(int index) {
    AuditEvent changed = codec.decode(records.get(index));
    changed.setActor("somebody else");
    records.set(index, codec.encode(changed));

    assertThat(walk(0).firstBreak()).hasValueSatisfying(at(index + 1));
  }

  @Test
  void namesARecordThatWasPutIn() {
    records.add(3, codec.encode(event("forged", AuditChain.digest(records.get(0)))));

    assertThat(walk(0).firstBreak()).hasValueSatisfying(at(3));
  }

  @Test
  void namesTwoRecordsThatChangedPlaces() {
    records.add(2, records.remove(3));

    assertThat(walk(0).firstBreak()).hasValueSatisfying(at(2));
  }

  @Test
  void namesWhatCannotBeRead() {
    records.set(4, "nonsense".getBytes(UTF_8));

    assertThat(walk(0).firstBreak()).contains(new AuditChain.Break(4, "the record cannot be read"));

    AuditChain chain = new AuditChain(codec, 0);
    chain.next(0, null);
    assertThat(chain.firstBreak()).contains(new AuditChain.Break(0, "the record has no value"));
  }

  @Test
  void doesNotMissWhatRetentionTook() {
    records.subList(0, 2).clear();

    assertThat(walk(2).firstBreak()).isEmpty();
    assertThat(walk(0).firstBreak()).hasValueSatisfying(at(0));
  }

  @Test
  void anActionIsAThingAndAVerb() {
    assertThatThrownBy(() -> AuditEntry.of("me", "Applied!", "triage"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("thing.verb");
    assertThat(
            AuditEntry.of("me", "pipeline.apply", "triage")
                .change(Optional.empty(), Optional.of("a".getBytes(UTF_8)))
                .after())
        .contains("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  }

  private AuditChain walk(long begin) {
    AuditChain chain = new AuditChain(codec, begin);
    for (int i = 0; i < records.size(); i++) {
      chain.next(i, records.get(i));
    }
    return chain;
  }

  private static Consumer<AuditChain.Break> at(long offset) {
    return found -> {
      assertThat(found.offset()).isEqualTo(offset);
      assertThat(found.reason()).contains("the digest of the one before");
    };
  }

  private static AuditEvent event(String subject, @Nullable String previous) {
    return AuditEvent.newBuilder()
        .setActor("operator")
        .setAction("pipeline.apply")
        .setSubject(subject)
        .setAt(Instant.EPOCH)
        .setPreviousHash(previous)
        .build();
  }
}
