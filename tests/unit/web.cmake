unit_test(web_news web)
unit_test(web_route web)
unit_test(web_texts web)
