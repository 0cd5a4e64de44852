package dev.millrace.bedrock.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelNamesTest {

  private static final String PROFILE =
      "arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abc";

  private final ModelNames names =
      new ModelNames(
          arn -> Optional.ofNullable(Map.of(PROFILE, "a.b").get(arn)), ModelNames.Deployments.NONE);

  @ParameterizedTest
  @CsvSource({
    "amazon.nova-pro-v1:0, amazon.nova-pro-v1:0",
    "us.amazon.nova-pro-v1:0, us.amazon.nova-pro-v1:0",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0, amazon.nova-pro-v1:0",
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b, us.a.b",
    PROFILE + ", a.b",
    "arn:aws:bedrock:us-east-1:1:provisioned-model/x, arn:aws:bedrock:us-east-1:1:provisioned-model/x"
  })
  void findsTheModelBehindAName(String called, String base) {
    assertThat(names.base(called)).contains(base);
  }

  @Test
  void knowsNoProfileThatWasNotMade() {
    assertThat(names.base(PROFILE + "x")).isEmpty();
  }

  @Test
  void knowsACustomModelByItsDeploymentOnly() {
    assertThat(names.base("arn:aws:bedrock:us-east-1:1:custom-model/a.b/x")).isEmpty();
    assertThat(names.base("arn:aws:bedrock:us-east-1:1:custom-model-deployment/x")).isEmpty();
  }
}
