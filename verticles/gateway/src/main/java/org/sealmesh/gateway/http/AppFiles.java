package org.sealmesh.gateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Serves the built app. A file with a hash of its content in the name never changes and is kept by
/// browsers for ever; every other one is asked for again each time, which costs a 304.
final class AppFiles {
  private static final Pattern HASHED = Pattern.compile(".*-[A-Za-z0-9_]{8,}\\.[a-z0-9]+(\\.map)?");

  static void mount(Router router, Path webRoot) {
    StaticHandler files =
        StaticHandler.create(FileSystemAccess.ROOT, webRoot.toAbsolutePath().toString())
            .setDirectoryListing(false)
            .setIncludeHidden(false)
            .setFilesReadOnly(false)
            .setCachingEnabled(true)
            .setDefaultContentEncoding("UTF-8");
    router
        .route("/*")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(context -> {
          context.addHeadersEndHandler(end -> cache(context));
          context.next();
        })
        .handler(files);
  }

  private static void cache(RoutingContext context) {
    int status = context.response().getStatusCode();
    boolean found = status == 200 || status == 206 || status == 304;
    boolean forEver = found && HASHED.matcher(context.normalizedPath()).matches();
    context
        .response()
        .putHeader(
            HttpHeaders.CACHE_CONTROL,
            forEver ? "public, max-age=31536000, immutable" : "no-cache");
  }

  private AppFiles() {}
}
