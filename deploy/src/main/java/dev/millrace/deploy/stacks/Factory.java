package dev.millrace.deploy.stacks;

import dev.millrace.deploy.stage.Stage;
import software.amazon.awscdk.App;

/** All stacks of a stage, in the order in which they need each other. */
public final class Factory {

  private Factory() {}

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
