// 方便操作的小脚本。没有它，页面照样能用。
(function () {
  "use strict";
  // 拖放文件
  document.querySelectorAll("[data-drop]").forEach(function (zone) {
    var input = zone.querySelector("input[type=file]");
    var list = zone.querySelector("[data-names]");
    if (!input) { return; }
    function show() {
      if (!list) { return; }
      var names = Array.prototype.map.call(input.files, function (f) { return f.name; });
      list.textContent = names.length ? "已选：" + names.join("、") : "";
    }
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach(function (name) {
      zone.addEventListener(name, function (e) { e.preventDefault(); zone.classList.add("over"); });
    });
    ["dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function (e) { e.preventDefault(); zone.classList.remove("over"); });
    });
    zone.addEventListener("drop", function (e) {
      if (e.dataTransfer && e.dataTransfer.files.length) { input.files = e.dataTransfer.files; input.dispatchEvent(new Event("change")); }
    });
  });
  // 没有对准的文件不要打开它，离开这一页
  if (document.querySelector("[data-drop]")) {
    ["dragover", "drop"].forEach(function (name) {
      document.addEventListener(name, function (e) { e.preventDefault(); });
    });
  }
  // 太大的文件不必传完才知道
  document.querySelectorAll("input[type=file][data-max]").forEach(function (input) {
    var max = Number(input.getAttribute("data-max"));
    input.addEventListener("change", function () {
      var large = Array.prototype.filter.call(input.files, function (f) { return f.size > max; });
      input.setCustomValidity(large.length ? "“" + large[0].name + "”太大，不超过 " + max / 1000000 + " MB" : "");
      if (large.length) { input.reportValidity(); }
    });
  });
  // 防止重复提交
  document.querySelectorAll("form").forEach(function (form) {
    form.addEventListener("submit", function () {
      window.setTimeout(function () {
        form.querySelectorAll("button[type=submit]").forEach(function (b) { b.disabled = true; });
      }, 0);
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form button[type=submit]").forEach(function (b) { b.disabled = b.hasAttribute("data-off"); });
  });
  // 复制文稿
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var box = document.getElementById(button.getAttribute("data-copy"));
      if (!box) { return; }
      box.focus();
      box.select();
      var good = document.execCommand("copy");
      button.textContent = good ? "已复制" : "请按 Ctrl+C";
    });
  });
  // 全选
  document.querySelectorAll("[data-all]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var boxes = document.querySelectorAll("#" + button.getAttribute("data-all") + " input[type=checkbox]");
      var on = !Array.prototype.every.call(boxes, function (b) { return b.checked; });
      Array.prototype.forEach.call(boxes, function (b) { b.checked = on; });
    });
  });
  // 点到别处时收起“更多”
  document.addEventListener("click", function (e) {
    document.querySelectorAll("details.more[open]").forEach(function (d) {
      if (!d.contains(e.target)) { d.removeAttribute("open"); }
    });
  });
  // 有事在进行的页面，过几秒再看一次
  var busy = document.querySelector("[data-again]");
  if (busy) {
    window.setTimeout(function () { window.location.assign(busy.getAttribute("href")); }, 4000);
  }
  // 打印
  // 打印时展开折叠的内容，打完还原
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details[data-paper]:not([open])").forEach(function (fold) {
      fold.open = true;
      fold.setAttribute("data-shut", "");
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-shut]").forEach(function (fold) {
      fold.open = false;
      fold.removeAttribute("data-shut");
    });
  });
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
}());
