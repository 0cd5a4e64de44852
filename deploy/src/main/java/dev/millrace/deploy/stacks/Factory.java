package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** All stacks of a stage, in the order in which they need each other. */
public final class Factory {

  /** Buckets let their logs be written by their policies, as AWS recommends, not by lists. */
  private static final String LOGS_BY_POLICY = "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy";

  /** What a stack gives to others stays while they use it. */
  private static final String REFERENCES = "@aws-cdk/core:defaultCrossStackReferences";

  private Factory() {}

  /** An app that behaves as the stacks expect, and is written where the CDK says. */
  public static App app() {
    return new App(props().build());
  }

  /** The same, written into a folder. */
  public static App app(Path folder) {
    return new App(props().outdir(folder.toString()).build());
  }

  private static AppProps.Builder props() {
    return AppProps.builder().context(Map.of(LOGS_BY_POLICY, true, REFERENCES, "strong"));
  }

  /** Adds the stacks of a stage to an app. */
  public static void addTo(App app, Stage stage) {
    Keys keys = new Keys(app, stage);
    Network network = new Network(app, stage, keys);
    Streaming streaming = new Streaming(app, stage, network, keys);
    Models models = new Models(app, stage, keys);
    Containers containers = new Containers(app, stage, network, keys, streaming, models);
    Entrance entrance = new Entrance(app, stage, network, containers);
    new FlinkJobs(app, stage, network, keys, streaming, models, containers.jobs());
    new Lake(app, stage, network, keys, streaming, containers.jobs());
    new Watch(app, stage, keys, entrance);
    new Fence(app, stage);
  }
}
