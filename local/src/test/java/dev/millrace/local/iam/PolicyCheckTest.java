package dev.millrace.local.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class PolicyCheckTest {

  private static final String READ = "kafka-cluster:ReadData";

  @Test
  void allowsNothingThatNoStatementAllows() {
    PolicyCheck policy =
        policy("{\"Effect\":\"Allow\",\"Action\":\"" + READ + "\",\"Resource\":\"a/b\"}");

    assertThat(policy.allows(READ, "a/b")).isTrue();
    assertThat(policy.allows(READ, "a/bc")).isFalse();
    assertThat(policy.allows(READ, "xa/b")).isFalse();
    assertThat(policy.allows("kafka-cluster:WriteData", "a/b")).isFalse();
    assertThat(policy("").allows(READ, "a/b")).isFalse();
  }

  @Test
  void letsADenialStandWhateverOthersAllow() {
    PolicyCheck policy =
        policy(
            "{\"Effect\":\"Deny\",\"Action\":[\"kafka-cluster:*Data\"],\"Resource\":[\"a/secret\"]},"
                + "{\"Effect\":\"Allow\",\"Action\":[\"kafka-cluster:*\"],\"Resource\":[\"*\"]}");

    assertThat(policy.allows(READ, "a/secret")).isFalse();
    assertThat(policy.allows("kafka-cluster:DescribeTopic", "a/secret")).isTrue();
    assertThat(policy.allows(READ, "a/other")).isTrue();
  }

  @Test
  void takesStarsForAnySignsAndQuestionMarksForOne() {
    PolicyCheck policy =
        policy(
            "{\"Effect\":\"Allow\",\"Action\":\"KAFKA-cluster:read*\",\"Resource\":[\"t/a-*\",\"t/b.?\"]}");

    assertThat(policy.allows(READ, "t/a-")).isTrue();
    assertThat(policy.allows(READ, "t/a-b/c")).isTrue();
    assertThat(policy.allows(READ, "t/A-b")).as("resources are case-sensitive").isFalse();
    assertThat(policy.allows(READ, "t/b.1")).isTrue();
    assertThat(policy.allows(READ, "t/bx1")).as("a dot is a dot").isFalse();
    assertThat(policy.allows(READ, "t/b.")).isFalse();
    assertThat(policy.allows(READ, "t/b.12")).isFalse();
  }

  @Test
  void refusesWhatItCannotEvaluate() {
    assertThatThrownBy(
            () ->
                policy(
                    "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{}}"))
        .hasMessageContaining("Condition");
    assertThatThrownBy(
            () -> policy("{\"Effect\":\"Allow\",\"NotAction\":\"*\",\"Resource\":\"*\"}"))
        .hasMessageContaining("NotAction");
    assertThatThrownBy(() -> policy("{\"Effect\":\"Maybe\",\"Action\":\"*\",\"Resource\":\"*\"}"))
        .hasMessageContaining("Maybe");
  }

  private static PolicyCheck policy(String statements) {
    try {
      return new PolicyCheck(
          new JsonMapper()
              .readTree("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}"));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
