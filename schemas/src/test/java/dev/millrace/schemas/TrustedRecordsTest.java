package dev.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.util.ClassSecurityValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrustedRecordsTest {

  @BeforeEach
  void install() {
    TrustedRecords.install();
  }

  @Test
  void letAvroMakeTheRecordsOfTheContract() {
    for (Topic<?> topic : Topics.all()) {
      assertThatCode(() -> ClassSecurityValidator.validate(topic.valueType()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void doNotLetItMakeAnythingElse() {
    assertThatThrownBy(() -> ClassSecurityValidator.validate(ProcessBuilder.class))
        .isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> ClassSecurityValidator.validate(TrustedRecords.class))
        .isInstanceOf(SecurityException.class);
  }
}
