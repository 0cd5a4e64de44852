package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import software.amazon.awscdk.App;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;

/** Makes stacks that are alike in name, place and tags. */
final class Stacks {

  /** Cost-allocation tag of everything that a stage is charged for. */
  static final String STAGE_TAG = "millrace-stage";

  private Stacks() {}

  /**
   * An empty stack.
   *
   * @param name of its part, such as {@code network}
   * @param purpose one sentence for whoever sees it in the console
   */
  static Stack named(App app, Stage stage, String name, String purpose) {
    Stack stack =
        new Stack(
            app,
            stage.prefix() + "-" + name,
            StackProps.builder()
                .description(purpose)
                .env(
                    Environment.builder()
                        .account(stage.place().account())
                        .region(stage.place().region())
                        .build())
                .terminationProtection(!stage.keeping().removable())
                // There are no assets: nothing has to be there before but the right to deploy.
                .synthesizer(
                    DefaultStackSynthesizer.Builder.create()
                        .generateBootstrapVersionRule(false)
                        .build())
                .build());
    Tags.of(stack).add(STAGE_TAG, stage.name());
    return stack;
  }

  /** What becomes of what holds data when its stack is deleted. */
  static RemovalPolicy removal(Stage stage) {
    return stage.keeping().removable() ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  }
}
