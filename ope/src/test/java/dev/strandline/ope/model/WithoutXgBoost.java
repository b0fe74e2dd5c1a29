package dev.strandline.ope.model;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path as it is for a user who did not add XGBoost. */
final class WithoutXgBoost extends URLClassLoader {

  WithoutXgBoost() throws MalformedURLException {
    super(urls(), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] urls() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("xgboost")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** What the user reads. */
  String messageOfFit() throws ReflectiveOperationException {
    try {
      loadClass(Fit.class.getName()).getMethod("run").invoke(null);
      return "no error";
    } catch (InvocationTargetException e) {
      return e.getCause().getMessage();
    }
  }

  /** Runs inside the loader. */
  public static final class Fit {

    private Fit() {}

    public static void run() {
      Log log = new Log(10, 2, 1, 0);
      GradientBoosting.defaults().fit(log.decisions, log.reward, SampleWeights.equal(10));
    }
  }
}
