package dev.millrace.inference;

import dev.millrace.inference.domain.Received;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** How Flink is told of {@link Received}: as what {@link ReceivedSerializer} writes. */
final class ReceivedType extends TypeInformation<Received> {

  private static final long serialVersionUID = 1;

  @Override
  public TypeSerializer<Received> createSerializer(SerializerConfig config) {
    return new ReceivedSerializer();
  }

  @Override
  public Class<Received> getTypeClass() {
    return Received.class;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ReceivedType;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceivedType;
  }

  @Override
  public int hashCode() {
    return ReceivedType.class.hashCode();
  }

  @Override
  public String toString() {
    return ReceivedType.class.getSimpleName();
  }
}
